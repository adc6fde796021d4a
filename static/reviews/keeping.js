// Keeps what is typed on the desk, and forgets what the server has.
import { keepForms } from "../workbench/keeping.js";

keepForms();
