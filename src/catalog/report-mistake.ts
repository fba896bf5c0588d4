/** Something for which no run of VCTS writes such a report, so that it proves nothing. */
export interface ReportMistake {
  code: 'report-inconsistent' | 'report-incomplete' | 'report-ended' | 'report-dates';
  /** Where in the report. */
  path: readonly (string | number)[];
  message: string;
}
