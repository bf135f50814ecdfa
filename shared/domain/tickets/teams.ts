import { Refusal } from '../kernel/refusal.ts';
import { managementTeamId } from '../people/defaults.ts';
import type { Team } from '../people/team.ts';
import type { Desk } from './desk.ts';
import type { Ticket } from './ticket.ts';
import type { EscalationLevel } from './values.ts';

/** The team with this id. Refuses with `unknown_reference` naming `teamId`. */
export const teamOr422 = (teamId: string, desk: Desk): Team => {
  const team = desk.teams.get(teamId);
  if (!team) {
    throw new Refusal('unknown_reference', {}, [
      { path: 'teamId', code: 'unknown_reference', message: 'there is no such team' },
    ]);
  }
  return team;
};

/** Which team has a case at each level: its home, the team that one escalates to, management (`api.md`, Teams). */
export const teamAtLevel = (homeTeamId: string, level: EscalationLevel, desk: Desk): string => {
  if (level === 0) return homeTeamId;
  if (level === 2) return managementTeamId;
  return desk.teams.get(homeTeamId)?.escalatesTo ?? managementTeamId;
};

/** A ticket stays readable for every team it has been in. */
export const withTeam = (ticket: Ticket, teamId: string): Pick<Ticket, 'teamId' | 'teamIds'> => ({
  teamId,
  teamIds: ticket.teamIds.includes(teamId) ? ticket.teamIds : [...ticket.teamIds, teamId],
});

/** The team of a case that is given to somebody of these teams: its own or one it has been in where they belong to it, else theirs. */
export const teamOfAssignee = (
  ticket: Pick<Ticket, 'teamId' | 'teamIds'>,
  teamIds: readonly string[],
): string => {
  if (teamIds.length === 0 || teamIds.includes(ticket.teamId)) return ticket.teamId;
  return ticket.teamIds.findLast((teamId) => teamIds.includes(teamId)) ?? teamIds[0] ?? ticket.teamId;
};
