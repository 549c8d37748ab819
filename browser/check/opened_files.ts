/**
 * Opens files that somebody chooses with the page's own runtime, one after the other, and says what
 * it makes of each. For files that are too large or too many to come by the network.
 */
import type { OpenedPackage } from '../src/protocol/run.ts';
import { createRuntime } from '../src/runtime/index.ts';
import { CannotOpen } from '../src/runtime/open_error.ts';

/** What came of one file. */
export interface OpenedFile {
  name: string;
  verdict: string;
  codes: string[];
  entries: string[];
  bundle_nodes: OpenedPackage['report']['bundle_nodes'];
  layout: string | null;
  /** From the moment it was there to the verdict. */
  ms: number;
}

/** Those of an `<input type="file" id="files">`, which this adds to the page. */
export async function openChosenFiles(): Promise<{ files: OpenedFile[] }> {
  const chooser = document.createElement('input');
  Object.assign(chooser, { type: 'file', multiple: true, id: 'files' });
  const runtime = createRuntime();
  await runtime.splitJson('[]'); // answered once the broker is up
  document.body.append(chooser);
  await new Promise((resolve) => chooser.addEventListener('change', resolve, { once: true }));
  const files: OpenedFile[] = [];
  for (const file of chooser.files ?? []) {
    const began = performance.now();
    const opened = await runtime.open(file, file.name).catch((error: unknown) => {
      if (error instanceof CannotOpen) return error;
      throw error;
    });
    files.push({ name: file.name, ms: performance.now() - began, ...judged(opened) });
    if (!(opened instanceof CannotOpen)) opened.close();
  }
  runtime.close();
  return { files };
}

function judged(opened: OpenedPackage | CannotOpen): Omit<OpenedFile, 'name' | 'ms'> {
  if (opened instanceof CannotOpen) {
    const codes = opened.diagnostics.map(({ code }) => code);
    return { verdict: 'broken', codes, entries: [], bundle_nodes: [], layout: null };
  }
  const { verdict, reasons, entries, bundle_nodes, layout } = opened.report;
  const names = entries.map(({ name }) => name);
  return { verdict, codes: reasons.map(({ code }) => code), entries: names, bundle_nodes, layout };
}
