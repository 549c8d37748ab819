// What a screen reader says when something changes without the visitor's doing.

class Announcements {
  polite = $state('');
  urgent = $state('');

  say(text: string): void {
    this.polite = text;
  }

  alert(text: string): void {
    this.urgent = text;
  }

  /** What was urgent is over. */
  calm(): void {
    this.urgent = '';
  }
}

export const announcements = new Announcements();
