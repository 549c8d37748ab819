// What a package asks for from outside the sandbox, in words. Whether it gets it is the broker's to say.
import type { Permissions } from '../../protocol/plan.ts';

export function askedPermissions({ network = [], microphone = false }: Permissions = {}): string[] {
  const asked = network.length > 0 ? [`network: ${network.join(', ')}`] : [];
  return microphone ? [...asked, 'microphone'] : asked;
}
