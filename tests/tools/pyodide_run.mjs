// Run the self-test and the plain conformance set in Pyodide (CPython in WebAssembly) under node:
//   node tests/tools/pyodide_run.mjs PATH/TO/pyodide.mjs
import { pathToFileURL, fileURLToPath } from "node:url";
import path from "node:path";

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const { loadPyodide } = await import(pathToFileURL(path.resolve(process.argv[2])));
const pyodide = await loadPyodide();
pyodide.mountNodeFS("/jamlite", root);
const code = pyodide.runPython(`
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, "/jamlite")
from jamlite.cli import main
print(sys.version)
main(["selftest"]) or main(["conformance", "--fails"])
`);
process.exit(code);
