// The scanner's own application.
import { Door } from "./scanner/door";
import { chooseLight } from "./scanner/light";

chooseLight();
if (document.body.classList.contains("door")) new Door().begin();
