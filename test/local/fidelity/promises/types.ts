/** What a document of AWS promises and the test that shows it of what stands here in its place. */
export type Promised = {
  readonly service: 'API Gateway' | 'DynamoDB' | 'EventBridge' | 'Lambda' | 'S3' | 'SQS' | 'Scheduler';
  /** The document: the guide, and its page. */
  readonly source: string;
  /** The file of the tests, from the root of the project. */
  readonly file: string;
  /** Each promise with the name of its test; of a test of several cases also a text of the case, behind " | ". */
  readonly shown: Readonly<Record<string, string>>;
};
