"""Reading bibliographic records from the forms that people and programs write them in."""
