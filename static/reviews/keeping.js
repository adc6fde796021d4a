// Keeps what is typed on pages of the desk that need nothing else.
import { keepForms } from "../workbench/keeping.js";

keepForms();
