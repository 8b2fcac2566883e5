/** One step of the schema, never edited once shipped. */
export interface Migration {
  /** `user_version` after it. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
