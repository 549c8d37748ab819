// What a manifest asks for from outside the sandbox, in words. Whether it gets it is the broker's to say.

export function askedPermissions(manifest: string): string[] {
  let said: unknown;
  try {
    said = (JSON.parse(manifest) as { permissions?: unknown } | null)?.permissions;
  } catch {
    return []; // an unreadable manifest is reported by the engine, with its place
  }
  if (typeof said !== 'object' || said === null) return [];
  return Object.entries(said).flatMap(([name, value]) => {
    if (value === false || value === null || (Array.isArray(value) && value.length === 0)) return [];
    const details = Array.isArray(value) ? value.filter((v) => typeof v === 'string').join(', ') : '';
    return [details ? `${name}: ${details}` : name];
  });
}
