// Emscripten's glue, which Pyodide's package exports without types.
declare module 'pyodide/pyodide.asm.mjs' {
  const createPyodideModule: unknown;
  export default createPyodideModule;
}
