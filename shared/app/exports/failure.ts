import type { ExportProblem } from '#shared/domain/exports/export.ts';

/** An export that no repeat would make: it fails, and says why. */
export class ExportFailure extends Error {
  override readonly name = 'ExportFailure';
  readonly problem: ExportProblem;

  constructor(problem: ExportProblem) {
    super(problem);
    this.problem = problem;
  }
}
