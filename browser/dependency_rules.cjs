// The import rules of the page's source, as in ARCHITECTURE.md. A folder that is not named in a
// module's `may` list is out of its reach.
const src = '^browser/src/';
const may = {
  protocol: [],
  platform: ['protocol'],
  hosts: ['protocol', 'platform'],
  broker: ['protocol', 'platform'],
  sandbox: ['protocol', 'platform'],
  runtime: ['protocol', 'platform', 'sandbox', 'broker'],
  ui: ['protocol', 'runtime'],
};

const layers = Object.entries(may).map(([module, allowed]) => ({
  name: `${module} imports only ${allowed.join(', ') || 'nothing'}`,
  severity: 'error',
  from: {
    path: `${src}${module}/`,
    pathNot: ['\\.test\\.ts$', '_worker\\.ts$', '/hosts/node_[a-z_]+\\.ts$', '/testing/'],
  },
  to: { path: src, pathNot: [module, ...allowed].map((name) => `${src}${name}/`) },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'a worker entry constructs hosts and imports nothing of the page',
      severity: 'error',
      from: { path: `${src}.*_worker\\.ts$` },
      to: { path: `${src}(ui|runtime)/` },
    },
    {
      name: 'ui knows no worker, no host and no wasm',
      severity: 'error',
      from: { path: `${src}ui/` },
      to: { path: '(^vendor/|pyodide)' },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.svelte'],
      exportsFields: ['exports'],
      conditionNames: ['browser', 'import', 'types', 'default'],
    },
  },
};
