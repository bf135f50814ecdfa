import type { Instant } from '../kernel/time.ts';

/** The name of something and what it is; several of them stand under each other in two columns. */
export type Fact = { readonly label: string; readonly value: string };

/**
 * What a document is made of, from top to bottom. It says nothing of fonts and pages. Texts come as they are stored: what cannot be printed is
 * dealt with when they are drawn (`printable.ts`).
 */
export type Block =
  /** Begins a page and has a line in the contents. */
  | { readonly kind: 'chapter'; readonly title: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'text'; readonly text: string }
  /** One turn of a conversation; what is internal is set apart. */
  | { readonly kind: 'message'; readonly head: string; readonly text: string; readonly internal: boolean }
  /** Begins a table; its head is repeated on every page. Weights are shares of the width. */
  | { readonly kind: 'columns'; readonly columns: readonly { title: string; weight: number }[] }
  /** One row of the table that began last. */
  | { readonly kind: 'row'; readonly cells: readonly string[] };

/** Sheets by how much is to stand side by side. */
export type Paper = 'portrait' | 'landscape' | 'broad';

/** What the whole document says of itself. */
export type DocumentHead = {
  readonly title: string;
  /** Filter, maker, time: under the title on the first page. */
  readonly facts: readonly Fact[];
  /** At the foot of every page: who had it made, and when (S22). */
  readonly foot: string;
  readonly language: 'en' | 'zh-CN';
  readonly paper: Paper;
  readonly madeAt: Instant;
  /** The word over the list of chapters, and how many there will be at most; without it there is none. */
  readonly contents?: { readonly title: string; readonly chapters: number };
};
