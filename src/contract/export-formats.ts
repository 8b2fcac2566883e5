/** What a run can be exported as. */
export const EXPORT_FORMATS = [
  'html',
  'json',
  'csv-seconds',
  'csv-endpoints',
  'csv-segments',
  'csv-capacity',
  'csv-gauges',
  'csv-watches',
  'junit',
  'markdown',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
