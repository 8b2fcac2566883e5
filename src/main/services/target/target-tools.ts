import { fail, type Result, testFailure } from '../../../contract/failure.ts';
import type {
  ContainerLog,
  ContainerRow,
  ContainerStats,
  LogsAsked,
  TargetAsked,
  TargetChecks,
} from '../../../contract/target-checks.ts';

/** What a person may ask about a target that misbehaves: checks of the way there, and what a container of it did. */
export class TargetTools {
  check(_asked: TargetAsked): Promise<Result<TargetChecks>> {
    return Promise.resolve(fail(NOT_YET));
  }

  containers(): Promise<Result<ContainerRow[]>> {
    return Promise.resolve(fail(NOT_YET));
  }

  containerStats(_asked: { readonly container: string }): Promise<Result<ContainerStats>> {
    return Promise.resolve(fail(NOT_YET));
  }

  containerLogs(_asked: LogsAsked): Promise<Result<ContainerLog>> {
    return Promise.resolve(fail(NOT_YET));
  }
}

const NOT_YET = testFailure('target.not_yet', 'Not supported yet.');
