/** What no engine on one machine does by itself as the service does, and what brings it about here. */
type Difference = {
  /** On AWS, in a sentence. */
  readonly onAws: string;
  /** The switch or mode of faults by which tests get it; its name in the code. */
  readonly mode: string;
  /** The file that exports or declares the mode, from the root of the project. */
  readonly modeIn: string;
  /** The file and the name of the test that shows the mode at work. */
  readonly file: string;
  readonly test: string;
};

const faultModes = 'test/local/engines/fault-modes.test.ts';
const modes = 'test/faults/modes.ts';
const partial = 'test/faults/partial.ts';
const engine = 'local/engines/dynamodb/engine.ts';
const refusals = 'refuses by an error, by too much to do, or by a conflict, and nothing takes effect';

/** Source: Amazon DynamoDB developer guide, DynamoDBLocal.UsageNotes.md, Programming.Errors.md, GSI.md and howitworks-ttl.md. */
export const differences: readonly Difference[] = [
  {
    onAws: 'Transactions that meet are cancelled (`TransactionConflict`)',
    mode: 'conflicting',
    modeIn: modes,
    file: faultModes,
    test: refusals,
  },
  {
    onAws: 'Throughput is limited; more is refused',
    mode: 'throttled',
    modeIn: modes,
    file: faultModes,
    test: refusals,
  },
  {
    onAws: 'Batches leave parts undone and name them',
    mode: 'unprocessed',
    modeIn: partial,
    file: faultModes,
    test: 'leaves the last parts of a batch undone and names them, and always does the first',
  },
  {
    onAws: 'Indexes follow their table later',
    mode: 'setIndexLag',
    modeIn: engine,
    file: 'test/local/engines/dynamodb-index-lag.test.ts',
    test: 'shows changes only when its lag is over, while the table shows them at once',
  },
  {
    onAws: 'Reads that do not ask for consistency may be behind',
    mode: 'setReadLag',
    modeIn: engine,
    file: 'test/local/fidelity/reads-behind.test.ts',
    test: 'sees what was there before the last changes, until its lag is over; one that asks sees them at once',
  },
  {
    onAws: 'Expired items lie there for days, and are read',
    mode: 'setExpiryDelay',
    modeIn: engine,
    file: 'test/local/fidelity/table-limits.test.ts',
    test: 'lies there and is read for %i hours more where it is told to',
  },
  {
    onAws: 'Pages end early, or are empty, with a cursor',
    mode: 'emptyPages',
    modeIn: partial,
    file: faultModes,
    test: 'cuts pages short, or sends an empty one before each, and whoever follows the cursors sees everything once',
  },
  {
    onAws: 'Calls take time, are lost before they are done, or done and not answered',
    mode: 'replyLost',
    modeIn: modes,
    file: faultModes,
    test: 'loses a call before it takes effect, or its reply after that',
  },
];
