/**
 * The people of the local stack (`api.md`, The local stack): users of its user pool and, but for `username`, what `addStaff` of the
 * bootstrap function takes. Names, numbers and addresses are made up; `example.com` belongs to nobody.
 */
type SampleStaff = {
  readonly username: string;
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'supervisor' | 'agent' | 'inspector' | 'analyst';
  readonly teams: readonly string[];
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly level: 'junior' | 'intermediate' | 'senior';
  readonly presence: 'online';
};

type SampleCustomer = {
  readonly username: string;
  readonly sub: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly language: 'zh-CN' | 'en';
};

/** A fixed subject, the same on every machine. */
const subject = (n: number): string => `5a3f0c1e-7b2d-4c6a-9e10-${String(n).padStart(12, '0')}`;

const staff = (
  n: number,
  username: string,
  name: string,
  role: SampleStaff['role'],
  teams: readonly string[],
  of: Pick<SampleStaff, 'skills' | 'languages' | 'level'>,
): SampleStaff => ({
  username,
  sub: subject(n),
  name,
  email: `${username}@example.com`,
  role,
  teams,
  ...of,
  presence: 'online',
});

const both = ['zh-CN', 'en'];

export const sampleStaff: readonly SampleStaff[] = [
  staff(1, 'admin', '周敏', 'admin', ['management'], { skills: [], languages: both, level: 'senior' }),
  staff(2, 'supervisor1', '欧阳静', 'supervisor', ['service-lead'], {
    skills: ['complaint'],
    languages: both,
    level: 'senior',
  }),
  staff(3, 'agent1', '李娜', 'agent', ['service'], {
    skills: ['return', 'exchange'],
    languages: ['zh-CN'],
    level: 'intermediate',
  }),
  staff(4, 'agent2', '王强', 'agent', ['service'], {
    skills: ['productissue'],
    languages: both,
    level: 'senior',
  }),
  staff(5, 'agent3', 'Emily Carter', 'agent', ['service'], {
    skills: ['consultation'],
    languages: ['en'],
    level: 'junior',
  }),
  staff(6, 'inspector1', '陈晨', 'inspector', [], { skills: [], languages: both, level: 'senior' }),
  staff(7, 'analyst1', '刘洋', 'analyst', [], { skills: [], languages: both, level: 'intermediate' }),
];

export const sampleCustomers: readonly SampleCustomer[] = [
  {
    username: 'customer1',
    sub: subject(101),
    name: '张伟',
    phone: '+8613800138001',
    email: 'customer1@example.com',
    language: 'zh-CN',
  },
  {
    username: 'customer2',
    sub: subject(102),
    name: 'Grace Miller',
    phone: '+14155552671',
    email: 'customer2@example.com',
    language: 'en',
  },
];
