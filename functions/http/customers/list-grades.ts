import { listGrades } from '#shared/app/customers/list-grades.ts';
import { gradeRoutes } from '#shared/contracts/grades.ts';

export const route = gradeRoutes['customers/list-grades'];
export const operation = listGrades;
