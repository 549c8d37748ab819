/** The files of one package, wherever they lie; shared by every reading of its manifest. */
import type { BundleReport } from '../protocol/package.ts';

export interface PackageSource {
  readonly report: BundleReport;
  /** One entry of the report. Rejects with a BrokerError. */
  extract(index: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** One more holds it. */
  hold(): void;
  /** One fewer; who was the last lets it go. */
  release(): void;
}
