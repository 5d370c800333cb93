// The scanner's own application.
import { readCode } from "./scanner/code";
import { Door } from "./scanner/door";
import { chooseLight } from "./scanner/light";

chooseLight();
readCode();
if (document.body.classList.contains("door")) new Door().begin();
