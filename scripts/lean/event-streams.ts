/** In a bundle all that the SDK knows of answers that come as a stream of events; no call of ours has one. */
const noEventStreams = (): never => {
  throw new Error('this bundle was built without event streams');
};

/** S3's client makes room for them when it is made. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;

export const eventStreamSerdeProvider = noEventStreams;

/** What a protocol loads for the first call that has one. */
export class EventStreamSerde {
  constructor() {
    noEventStreams();
  }
}
