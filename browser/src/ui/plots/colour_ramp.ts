// A ramp for heat maps in which equal steps look equal: lightness rises evenly in OKLCh (Ottosson 2020)
// while the hue turns from blue over violet to amber. From dark to light in dark mode, turned in light
// mode, so that what is near nothing recedes into the page.

const STEPS = 256;

/** 256 colours, four bytes each (RGBA). */
export function colourRamp(dark: boolean): Uint8ClampedArray<ArrayBuffer> {
  const ramp = new Uint8ClampedArray(STEPS * 4);
  for (let i = 0; i < STEPS; i += 1) {
    const t = i / (STEPS - 1);
    const lightness = dark ? 0.2 + 0.7 * t : 0.93 - 0.63 * t;
    const chroma = dark
      ? 0.05 + 0.11 * Math.sin(Math.PI * Math.min(1, t * 0.9 + 0.1))
      : 0.02 + 0.12 * Math.sin((Math.PI / 2) * t);
    const hue = dark ? 255 + 190 * t : 445 - 175 * t;
    ramp.set(oklchToRgb(lightness, chroma, hue), i * 4);
    ramp[i * 4 + 3] = 255;
  }
  return ramp;
}

/** sRGB bytes of an OKLCh colour, hue in degrees; what lies outside the gamut is clipped. */
export function oklchToRgb(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function gamma(linear: number): number {
  const c = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
}
