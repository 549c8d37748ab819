/** The pipeline worker: engine, Python and package code, in one thread. */
import { servePipeline } from '../../hosts/engine/index.ts';
import { startPython } from '../../hosts/python/start_python.ts';
import { serveSandbox } from './worker_scope.ts';

serveSandbox(startPython, servePipeline);
