import type { Area, Scope } from '../../../contract/area.ts';
import type { Result } from '../../../contract/failure.ts';
import type { Heatmap } from '../../../contract/heatmap.ts';
import type { TriedStep } from '../../../contract/plan-editing.ts';
import type {
  RequestDetail,
  RequestFilter,
  RequestOrder,
  RequestPage,
} from '../../../contract/request-rows.ts';
import type { Selection, StretchGrades } from '../../../contract/selection.ts';
import type { SecondIndex } from '../../../contract/units.ts';
import type { Why } from '../../../contract/why.ts';

/** Who answers what is asked about a run: the program in the window, the data that a report carries in a report. */
export interface AnalysisSource {
  heatmap(scope: Scope): Promise<Result<Heatmap>>;
  select(of: {
    readonly scope: Scope;
    readonly area: Area;
    readonly against: Area | null;
  }): Promise<Result<Selection>>;
  why(of: {
    readonly scope: Scope;
    readonly area: Area | null;
    readonly against: Area | null;
  }): Promise<Result<Why>>;
  requests(of: {
    readonly filter: RequestFilter;
    readonly from: number;
    readonly limit: number;
    /** Absent: the slowest first. */
    readonly order?: RequestOrder;
  }): Promise<Result<RequestPage>>;
  /** @param clock by which its times are, as those of the list that has it */
  request(id: string, clock: Scope['clock']): Promise<Result<RequestDetail>>;
  /** What a stretch would be graded by itself; absent: it is not known here. */
  grades?(of: GradesAsked): Promise<Result<StretchGrades>>;
}

/** Seconds, both included; `outside`: all the others that are measured. */
export interface GradesAsked {
  readonly fromSecond: SecondIndex;
  readonly toSecond: SecondIndex;
  readonly outside: boolean;
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
  /** Sends a request once, as a command of curl has it; absent: nothing can be sent from here. */
  sendAgain?(curl: string): Promise<Result<TriedStep>>;
}
