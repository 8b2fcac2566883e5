import type { Area, Scope } from '../../../contract/area.ts';
import type { Result } from '../../../contract/failure.ts';
import type { Heatmap } from '../../../contract/heatmap.ts';
import type { RequestDetail, RequestFilter, RequestPage } from '../../../contract/request-rows.ts';
import type { Selection } from '../../../contract/selection.ts';
import type { Why } from '../../../contract/why.ts';

/** Who answers what is asked about a run: the program in the window, the data that a report carries in a report. */
export interface AnalysisSource {
  heatmap(scope: Scope): Promise<Result<Heatmap>>;
  select(of: {
    readonly scope: Scope;
    readonly area: Area;
    readonly against: Area | null;
  }): Promise<Result<Selection>>;
  why(of: { readonly scope: Scope; readonly area: Area | null }): Promise<Result<Why>>;
  requests(of: {
    readonly filter: RequestFilter;
    readonly from: number;
    readonly limit: number;
    /** Absent: the slowest first. */
    readonly order?: 'slowest' | 'latest';
  }): Promise<Result<RequestPage>>;
  request(id: string): Promise<Result<RequestDetail>>;
}

/** What surrounds the views: who answers, and what they cannot do themselves. */
export interface AnalysisPlace {
  readonly source: AnalysisSource;
  /** Puts a text on the clipboard. @param done what is said then */
  copy(text: string, done: string): void;
  /** Whether a link to another program opens. */
  readonly opensLinks: boolean;
  /** The address of a view. @param query what a link says of it */
  addressOf(query: string): string;
}
