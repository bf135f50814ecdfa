import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '#local/net/json.ts';
import { deploymentOrder, splitSub } from '#local/template/references.ts';
import { createResolver } from '#local/template/resolve.ts';

const resolverOf = (template: JsonObject = {}, exports: [string, Json][] = []) =>
  createResolver({
    stackName: 'demo',
    region: 'eu-central-1',
    account: '000000000000',
    template,
    deployed: (id) =>
      id === 'Table'
        ? { ref: 'demo-table', attributes: { Arn: 'arn:table', 'Nested.Name': 'inner' } }
        : undefined,
    exports: new Map(exports),
  });

describe('the template resolver', () => {
  it.each<[string, Json, Json]>([
    ['Ref to a resource', { Ref: 'Table' }, 'demo-table'],
    ['Ref to a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
    ['GetAtt as a text with dots', { 'Fn::GetAtt': 'Table.Nested.Name' }, 'inner'],
    ['Join over references', { 'Fn::Join': [':', ['a', { Ref: 'Table' }, 3]] }, 'a:demo-table:3'],
    ['Split and Select', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, 'table'],
    [
      'Sub with resource, attribute, pseudo and literal',
      { 'Fn::Sub': '${Table}/${Table.Arn}/${AWS::Region}/${!Kept}' },
      'demo-table/arn:table/eu-central-1/${Kept}',
    ],
    [
      'Sub with its own values',
      { 'Fn::Sub': ['${x}-${Table}', { x: { Ref: 'AWS::Partition' } }] },
      'aws-demo-table',
    ],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'size'] }, 7],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'other:${AWS::StackName}' } }, 'exported'],
    ['If that holds', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    ['If that does not hold', { 'Fn::If': ['No', 'a', 'b'] }, 'b'],
    ['a parameter with a default', { Ref: 'Size' }, 'small'],
  ])('carries out %s', (_name, value, expected) => {
    const resolver = resolverOf(
      {
        Parameters: { Size: { Type: 'String', Default: 'small' } },
        Mappings: { Sizes: { 'eu-central-1': { size: 7 } } },
        Conditions: {
          Yes: { 'Fn::Equals': [{ Ref: 'Size' }, 'small'] },
          No: { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ 'Fn::Or': [{ Condition: 'Yes' }] }] }] },
        },
      },
      [['other:demo', 'exported']],
    );

    expect(resolver.resolve(value)).toEqual(expected);
  });

  it('leaves out what comes to NoValue, in objects and lists alike', () => {
    const none = { Ref: 'AWS::NoValue' };

    expect(resolverOf().resolve({ a: none, b: [1, none, { c: none }] })).toEqual({ b: [1, {}] });
  });

  it.each<[string, Json]>([
    ['an unknown reference', { Ref: 'Nobody' }],
    ['an attribute nobody has', { 'Fn::GetAtt': ['Table', 'Colour'] }],
    ['a function it does not know', { 'Fn::Transform': {} }],
    ['an import nobody exports', { 'Fn::ImportValue': 'x' }],
    ['a selection beyond the end', { 'Fn::Select': [2, ['a']] }],
  ])('refuses %s', (_name, value) => {
    expect(() => resolverOf().resolve(value)).toThrow();
  });

  it('hands values without functions on unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!/"(Ref|Fn::|Condition)/.test(JSON.stringify(value)));

        expect(JSON.stringify(resolverOf().resolve(value as Json))).toBe(JSON.stringify(value));
      }),
      // Names that every object answers to are no functions.
      { examples: [[{ valueOf: '' }], [{ constructor: 1 }]] },
    );
  });
});

describe('the deployment order', () => {
  it('puts each resource after what it refers to, and custom resources last among the ready', () => {
    const order = deploymentOrder({
      Boot: { Type: 'Custom::Boot', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: { x: { 'Fn::Sub': '${Queue.Arn}/${AWS::Region}' } },
      },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', DependsOn: 'Function', Properties: {} },
      Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
      AfterBoot: { Type: 'AWS::SSM::Parameter', Properties: { Value: { Ref: 'Boot' } } },
    });

    expect(order).toEqual(['Queue', 'Function', 'Alarm', 'Boot', 'AfterBoot']);
  });

  it('refuses resources that refer to each other in a circle', () => {
    expect(() =>
      deploymentOrder({ A: { Properties: { Ref: 'B' } }, B: { Properties: { Ref: 'A' } } }),
    ).toThrow(/circle: A, B/);
  });
});

it('splits a Sub text so that its pieces make up the whole again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('${A}', '${!B}', 'x', '$', '{', '}', '${C.D}')), (pieces) => {
      const parts = splitSub(pieces.join(''));
      const again = parts.map((part) => ('literal' in part ? part.literal : `\${${part.name}}`)).join('');

      expect(again).toBe(pieces.join('').replaceAll(/\$\{!([^{}$]+)\}/g, '${$1}'));
    }),
  );
});
