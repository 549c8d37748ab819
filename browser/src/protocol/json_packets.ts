// How JSON text becomes packets, the same for an editor in the page and for a .json file.

/**
 * One JSON text per packet: the elements of a top-level array, or the one value that stands there.
 * Each comes out as it is spelled, so that 1.0 stays a float and a long integer keeps its digits,
 * which a round trip through JavaScript's numbers would lose.
 *
 * Throws the SyntaxError of `JSON.parse` where the text is not JSON.
 */
export function splitJsonPackets(text: string): string[] {
  if (!Array.isArray(JSON.parse(text))) return [text.trim()];
  const packets: string[] = [];
  let depth = 0;
  let inString = false;
  let start = text.indexOf('[') + 1;
  // Valid JSON from here on: brackets match, and a quote opens or closes a string.
  for (let at = start - 1; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') {
      if (--depth === 0) {
        const last = text.slice(start, at).trim();
        if (last !== '' || packets.length > 0) packets.push(last);
        return packets;
      }
    } else if (character === ',' && depth === 1) {
      packets.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return packets;
}
