/**
 * The panels of the outputs, with plots and players: a third of the page's own code, and not needed to
 * see the page or to open a package. They are loaded behind it.
 */
type PanelModule = typeof import('./OutputPanel.svelte');

let loading: Promise<PanelModule> | null = null;

/** Rejects where the page's files cannot be reached; the next call tries again. */
export function outputPanel(): Promise<PanelModule> {
  if (!loading) {
    const attempt = import('./OutputPanel.svelte');
    loading = attempt;
    attempt.catch(() => {
      loading = null;
    });
  }
  return loading;
}
