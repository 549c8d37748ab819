/** An opened package as the page holds it. */
import type { OpenedBundle } from '../protocol/broker_messages.ts';
import type { OpenedPackage, Run, RunInput, RunOptions } from '../protocol/run.ts';
import { type BrokerLink, BrokerRefusal } from './broker_link.ts';
import { CannotOpen } from './open_error.ts';

export interface PackageParts {
  link: BrokerLink;
  opened: OpenedBundle;
  name: string;
  size: number;
  beginRun(opened: OpenedBundle, inputs: Record<string, RunInput>, options: RunOptions): Run;
}

export function packageOf({ link, opened, name, size, beginRun }: PackageParts): OpenedPackage {
  const { bundle, report, plan, manifest_text, diagnostics } = opened;
  let closed = false;
  return {
    name,
    size,
    report,
    plan,
    manifest_text,
    diagnostics,
    run(inputs, options = {}) {
      if (closed) throw new Error(`${name} was closed`);
      return beginRun(opened, inputs, options);
    },
    async read(file) {
      try {
        return await link.request('read', { bundle, name: file });
      } catch (error) {
        if (error instanceof BrokerRefusal) throw new CannotOpen(error.message, error.diagnostics);
        throw error;
      }
    },
    close() {
      if (closed) return;
      closed = true;
      link.request('close', { bundle }).catch(() => {}); // a broker that is gone holds nothing
    },
  };
}
