"""Mutants: the gate with one part removed, through which an attack must then get."""
