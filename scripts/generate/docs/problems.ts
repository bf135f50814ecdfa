import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';
import { statusOf } from '#shared/runtime/http/problem.ts';
import type { ProblemCode } from '#shared/runtime/http/words.ts';
import { problemCodes, problemText } from '../openapi/problems.ts';
import { refusalsOf } from '../openapi/refusals.ts';
import { code, markdownTable, page } from './table.ts';

const table: readonly (readonly [string, Route])[] = Object.entries(routes);

/** Codes of the catch-all: no route gives them. */
const ofPaths: Partial<Record<ProblemCode, string>> = {
  method_not_allowed: 'paths that lack the method',
  not_implemented: 'paths that are still to come',
};

const givenBy = (problem: ProblemCode): string => {
  const ids = table.filter(([, route]) => refusalsOf(route).includes(problem)).map(([id]) => id);
  const elsewhere = ofPaths[problem];
  if (ids.length === table.length) return 'every route';
  const routesText = ids.length > 12 ? `${ids.length} routes` : ids.map(code).join(', ');
  return [elsewhere ?? '', routesText].filter(Boolean).join(', ') || 'no route yet';
};

/** `docs/generated/problems.md`: every code, what it says, and who says it. */
export const problemsPage = (): string =>
  page(
    'Problems',
    'Every `code` of a problem (RFC 9457, `application/problem+json`), with what people read. `{name}` stands for a value.',
    markdownTable(
      ['status', 'code', 'English', '简体中文', 'given by'],
      problemCodes.map((problem) => {
        const [en, zh] = [problemText(problem), problemText(problem, 'zh-CN')];
        return [
          String(statusOf(problem)),
          code(problem),
          `**${en.title}.** ${en.detail}`,
          `**${zh.title}。**${zh.detail}`,
          givenBy(problem),
        ];
      }),
    ),
  );
