import { branch, type Command } from '../command.ts';

/** `kefu users me` */
export const usersCommand: Command = {
  summary: 'who the commands sign in as',
  usage: 'kefu users me',
  options: {},
  run: (given, session) =>
    branch(given, {
      me: async () => {
        const me = await session.api.get('/v1/me');
        session.show(me, [me['id'], me['name'], me['role']].join('  '));
      },
    }),
};
