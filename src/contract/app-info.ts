/** What a host cannot do is said here, with the reason; the screens disable the control and show it. */
export interface Capabilities {
  /** Write files itself and reveal them; otherwise the page downloads them. */
  readonly saveToDisk: Ability;
  readonly openExternal: Ability;
  readonly quit: Ability;
}
type Ability = { readonly able: true } | { readonly able: false; readonly reason: string };

export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'web' | 'cli';
  readonly capabilities: Capabilities;
  readonly node: string;
  readonly dataDir: string;
  readonly cores: number;
  /** Set where the stored data or services are newer than the program, or were damaged and moved aside. */
  readonly storageNotice: string | null;
}
