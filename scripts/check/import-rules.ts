import { circles, folderOf, type Import } from './import-graph.ts';

/** What the files of one area may import. `values` covers types too; anything that isn't named is refused. */
type Area = {
  readonly name: string;
  readonly files: RegExp;
  readonly values: readonly RegExp[];
  readonly types?: readonly RegExp[];
};

const npm = /^npm:/;
const node = /^node:/;
const zod = /^npm:zod$/;
const domain = /^shared\/domain\//;
const app = /^shared\/app\//;
const contracts = /^shared\/contracts\//;
const adapters = /^shared\/adapters\//;
const runtime = /^shared\/runtime\//;
const events = /^events\//;
/** The tools of the edges and of the adapters, which nothing inside may know. */
const edgeTools = /^npm:(?:@aws-sdk\/|@aws-lambda-powertools\/|@middy\/)/;
/** What the edge and the operations say to each other: how to ask, how to refuse, what a record is called. */
const portsOfApp = /^shared\/app\/(?:ports|records|audit\/audited-refusal)\.ts$/;

/** The one list of who may import whom (docs/architecture.md, Folders). */
const areas: readonly Area[] = [
  { name: 'the domain', files: domain, values: [domain, events, zod, /^npm:libphonenumber-js$/] },
  {
    name: 'events',
    files: events,
    values: [events, /^shared\/domain\/.*values\.ts$/, /^shared\/domain\/kernel\//, zod],
  },
  { name: 'operations', files: app, values: [app, domain, events], types: [contracts] },
  { name: 'the contract', files: contracts, values: [contracts, domain, events, zod] },
  { name: 'adapters', files: adapters, values: [adapters, app, domain, events, runtime, npm, node] },
  {
    name: 'the edges',
    files: runtime,
    values: [runtime, domain, portsOfApp, npm, node],
    types: [app, contracts],
  },
  { name: 'functions', files: /^functions\//, values: [/^shared\//, events, node], types: [npm] },
  {
    name: 'the infrastructure',
    files: /^infra\//,
    values: [
      /^infra\//,
      contracts,
      events,
      /^shared\/adapters\/dynamo\/keys\.ts$/,
      /^package\.json$/,
      npm,
      node,
    ],
  },
  { name: 'the local runtime', files: /^local\//, values: [/^local\//, npm, node] },
];

export type Breach = { readonly file: string; readonly why: string };

const fits = (patterns: readonly RegExp[], to: string): boolean =>
  patterns.some((pattern) => pattern.test(to));

const areaBreach = ({ from, to, typeOnly }: Import): Breach | undefined => {
  const area = areas.find(({ files }) => files.test(from));
  if (!area || fits(area.values, to) || (typeOnly && fits(area.types ?? [], to))) return undefined;
  if (area.name === 'functions' && isOwnContext(from, to)) return undefined;
  const instead = fits(area.types ?? [], to) ? ', but for types' : '';
  return { file: from, why: `${area.name} may not import ${to}${instead}` };
};

/** A context's entry joins the operations that lie beside it; no other function knows another one. */
const isOwnContext = (from: string, to: string): boolean =>
  from.endsWith('/index.ts') && folderOf(from) === folderOf(to);

const shipped = /^(?:shared|events|functions|infra|local)\//;

const elsewhereBreach = ({ from, to }: Import): Breach | undefined => {
  if (shipped.test(from) && /^(?:test|scripts|bench)\//.test(to))
    return { file: from, why: `what is shipped may not import ${to}` };
  if (/^(?:functions|events|shared\/(?:domain|app|contracts))\//.test(from) && edgeTools.test(to)) {
    return { file: from, why: `${to} belongs to adapters and edges` };
  }
  return undefined;
};

/** Every import that the layout forbids, and every circle. */
export const importBreaches = (imports: readonly Import[]): Breach[] => [
  ...imports.flatMap((one) => elsewhereBreach(one) ?? areaBreach(one) ?? []),
  ...circles(imports).map((circle) => ({ file: circle[0] ?? '', why: `a circle: ${circle.join(' → ')}` })),
];
