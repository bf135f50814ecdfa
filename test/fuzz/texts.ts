import type { Random } from '../campaign/random.ts';

const scripts: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789',
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经',
  'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
  'אבגדהוזחטיכלמנסעפצקרשת',
  'กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ',
  'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŠšŽžŸ',
  '😀😂😍🤔👍🏽👨‍👩‍👧‍👦🏳️‍🌈🇨🇳🇩🇪',
  '!"$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
];

/** Some visible text of so many characters, of one script. */
export const someText = (random: Random, length: number): string => {
  const alphabet = [...(random.pick(scripts) ?? 'a')];
  const characters = Array.from({ length }, () => random.pick(alphabet) ?? 'a');
  // Never blank, never trimmed: what was sent is what has to come back.
  if (length > 0) characters[0] = 'x';
  if (length > 1) characters[length - 1] = 'x';
  return characters.join('');
};

/** Texts that no field of any kind may take: not well-formed Unicode. */
export const malformed: readonly string[] = [
  '\ud800',
  'a\udc00b',
  '\udfff\ud800',
  'x\ud83d',
  '\ude00y',
  `${'a'.repeat(20)}\udbff`,
];

/** Texts that a line for people may not be or hold. */
export const noLine: readonly string[] = [
  'a\u0000b',
  'a\u0007b',
  'a\u001bb',
  'a\u007fb',
  'a\nb',
  'a\r\nb',
  '   ',
  '\t',
  '\u200b\u200d',
  '\u202e',
  '\ufeff',
  '\u{e0041}\u{e007f}',
  '\u2028',
];

/** Texts that mean something to some parser behind the edge; they are text like any other, or refused. */
export const suspicious: readonly string[] = [
  '{{7*7}}',
  '${7*7}',
  '%s%s%n',
  '#{7*7}',
  '<%= 7*7 %>',
  '<script>alert(1)</script>',
  '<svg/onload=alert(1)>',
  'javascript:alert(1)',
  'data:text/html,<script>1</script>',
  "' OR 1=1 --",
  '"; DROP TABLE tickets; --',
  'attribute_exists(pk)',
  ':v0',
  '#pk',
  'TKT#A#MSG',
  'a#b',
  'a|b',
  '../../etc/passwd',
  '$(id)',
  '`id`',
  '| id',
  '=1+1',
  '+1+1',
  '@SUM(A1)',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  'e\u0301',
  '\uff11\uff13\uff18',
  'a\u202eb',
  'a\u2066b\u2069',
  '\u{e0067}x',
  'null',
  'undefined',
  'NaN',
  'true',
  '0',
  '-0',
  '1e309',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
];
