/** Where a name in camel case may break: "AudioResampleNode" as "Audio", "Resample", "Node". */
export function humpsOf(name: string): string[] {
  return name.split(/(?<=[\p{Ll}\d])(?=\p{Lu})/u);
}
