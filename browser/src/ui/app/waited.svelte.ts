/** What takes no longer than this has no need of words, s. */
export const PATIENCE = 0.3;

/** Seconds since the caller was made, counted while it is shown. */
export function countSeconds(): { readonly seconds: number } {
  const since = performance.now();
  let seconds = $state(0);
  $effect(() => {
    const timer = setInterval(() => {
      seconds = (performance.now() - since) / 1000;
    }, 100);
    return () => clearInterval(timer);
  });
  return {
    get seconds() {
      return seconds;
    },
  };
}
