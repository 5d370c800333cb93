// For browsers that cannot read codes by themselves: a library whose binary we serve.
import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";

window.OwnBarcodeDetector = (wasm) => {
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return BarcodeDetector as unknown as NonNullable<Window["BarcodeDetector"]>;
};
