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
  /** The same package, its manifest read anew. */
  faceOf(opened: OpenedBundle): OpenedPackage;
}

export function packageOf({ link, opened, name, size, beginRun, faceOf }: PackageParts): OpenedPackage {
  const { bundle, ...told } = opened;
  let closed = false;
  return {
    name,
    size,
    ...told,
    async reopen(reading) {
      return faceOf(await asked(link.request('reopen', { bundle, reading })));
    },
    run(inputs, options = {}) {
      if (closed) throw new Error(`${name} was closed`);
      return beginRun(opened, inputs, options);
    },
    read: (file) => asked(link.request('read', { bundle, name: file })),
    close() {
      if (closed) return;
      closed = true;
      link.request('close', { bundle }).catch(() => {}); // a broker that is gone holds nothing
    },
  };
}

/** A refusal as whoever embeds the runtime gets it. */
export async function asked<Out>(request: Promise<Out>): Promise<Out> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof BrokerRefusal) throw new CannotOpen(error.message, error.diagnostics);
    throw error;
  }
}
