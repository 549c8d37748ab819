/**
 * usage: check_imports.ts PYODIDE_FOLDER NUMPY_FOLDER
 *
 * Every symbol that numpy's side modules import must exist in Pyodide's main module, or in the
 * module itself. A missing one would only show when it is called, as an abort.
 */
import fs from 'node:fs';
import path from 'node:path';

/** What Emscripten's loader provides itself. */
const FROM_LOADER = new Set([
  'memory',
  '__indirect_function_table',
  '__memory_base',
  '__table_base',
  '__stack_pointer',
  '__cpp_exception',
  '__c_longjmp',
]);

const [pyodideFolder, numpyFolder] = process.argv.slice(2);
if (!pyodideFolder || !numpyFolder) throw new Error('usage: check_imports.ts PYODIDE_FOLDER NUMPY_FOLDER');
const compiled = (file: string) => new WebAssembly.Module(new Uint8Array(fs.readFileSync(file)));
const exportsOf = (module: WebAssembly.Module) =>
  new Set(WebAssembly.Module.exports(module).map(({ name }) => name));

const main = exportsOf(compiled(path.join(pyodideFolder, 'pyodide.asm.wasm')));
const missing: string[] = [];
let imports = 0;
let modules = 0;
for (const file of fs.readdirSync(numpyFolder).filter((name) => name.endsWith('.so'))) {
  const module = compiled(path.join(numpyFolder, file));
  const own = exportsOf(module);
  modules++;
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports++;
    if (from === 'env' && FROM_LOADER.has(name)) continue;
    if (!own.has(name) && !main.has(name)) missing.push(`${file}: ${from}.${name} (${kind})`);
  }
}
if (modules === 0) throw new Error(`${numpyFolder} holds no side module`);
console.log(`imports: ${imports} of ${modules} side modules, ${missing.length} missing`);
for (const line of missing) console.log(`  ${line}`);
process.exitCode = missing.length > 0 ? 1 : 0;
