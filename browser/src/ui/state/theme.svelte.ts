// Dark or light: the system's choice until the visitor makes one.

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'rmpkg.theme';
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

function stored(): Theme {
  try {
    const said = localStorage.getItem(KEY);
    return said === 'light' || said === 'dark' ? said : 'system';
  } catch {
    return 'system'; // storage may be refused; the choice then lasts as long as the page
  }
}

class ThemeChoice {
  choice = $state<Theme>(stored());
  #systemDark = $state(systemDark.matches);
  /** Counts changes of any kind: what draws on a canvas reads its colours again. */
  readonly dark = $derived(this.choice === 'system' ? this.#systemDark : this.choice === 'dark');

  constructor() {
    systemDark.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
    });
    this.#apply();
  }

  choose(theme: Theme): void {
    this.choice = theme;
    this.#apply();
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // see stored()
    }
  }

  #apply(): void {
    if (this.choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.choice;
  }
}

export const theme = new ThemeChoice();
