// What is drawn in a part of the page, as one picture: every canvas where it stands.
import { download } from './download.ts';

/** Saves the drawings inside `part` as a PNG, in the page's colours and the screen's own sharpness. */
export async function savePicture(part: HTMLElement, name: string): Promise<void> {
  const scale = window.devicePixelRatio || 1;
  const { left, top, width, height } = part.getBoundingClientRect();
  const sheet = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  const context = sheet.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  context.fillStyle = getComputedStyle(part).backgroundColor;
  context.fillRect(0, 0, sheet.width, sheet.height);
  for (const canvas of part.querySelectorAll('canvas')) {
    const box = canvas.getBoundingClientRect();
    const place = [box.left - left, box.top - top, box.width, box.height].map((side) => side * scale);
    context.drawImage(canvas, ...(place as [number, number, number, number]));
  }
  download(await sheet.convertToBlob({ type: 'image/png' }), `${name}.png`);
}
