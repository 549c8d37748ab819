/** Under Node; prints JSON for crossing.py. */
import { vendoredRust } from '../../browser/src/hosts/engine/testing/vendored_rust.ts';
import { startNodePython } from '../../browser/src/hosts/python/testing/node_python.ts';
import { crossingRows } from './rounds.ts';

console.log(JSON.stringify(await crossingRows(await startNodePython(), vendoredRust())));
