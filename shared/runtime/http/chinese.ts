/** The sentences about single fields, in Chinese. A sentence that isn't here is answered with a general one; a test keeps the list complete. */
const sentences: Readonly<Record<string, string>> = {
  'is required': '必填',
  'is not a known field': '未知字段',
  'is not for customers to set': '客户不能设置此项',
  'is not one of the categories in the settings': '不在设置的分类之中',
  'is required where no customerId is given': '未给出 customerId 时必填',
  'needs a phone or an e-mail': '需要手机号或电子邮箱',
  'cannot be given together with customerId': '不能与 customerId 同时给出',
  'cannot be given together with auto': '不能与 auto 同时给出',
  'there is no such team': '没有该团队',
  'there is no such shop': '没有该店铺',
  'there is no such customer': '没有该客户',
  'there is no such user': '没有该员工',
  'there is no such category': '没有该分类',
  'there is no such attachment': '没有该附件',
  'there is no such active member of staff': '没有该在职员工',
  'there is no such calendar': '没有该日历',
  'may not work on tickets': '无权处理工单',
  'must not be empty': '不能为空',
  'must not repeat': '不能重复',
  'must be given once': '只能给出一次',
  'changes too much at once; send it in parts': '一次更改过多，请分批提交',
  'must be public': '必须为 public',
  'must be in the future': '必须在将来',
  'must be later than createdAfter': '必须晚于 createdAfter',
  'must be well-formed Unicode': '必须是合法的 Unicode 文本',
  'must not contain control characters': '不能包含控制字符',
  'must contain something visible': '必须包含可见内容',
  'must not contain NUL': '不能包含空字符',
  'must not be nested deeper than 32': '嵌套不能超过 32 层',
  'must be an instant such as 2026-03-02T09:00:00.000Z': '必须是形如 2026-03-02T09:00:00.000Z 的时刻',
  'must lie between the years 2000 and 2100': '必须在 2000 年至 2100 年之间',
  'must lie before to': '必须早于 to',
  'must lie at most 370 days before to': '距 to 最多 370 天',
  'must lie at most 92 days before to': '距 to 最多 92 天',
  'must be a noun and a verb such as ticket.updated': '必须是形如 ticket.updated 的名词加动词',
  'must be an id': '必须是一个 id',
  'must be a whole number from 1 to 100': '必须是 1 到 100 的整数',
  'must be an ISO 8601 duration such as PT24H': '必须是形如 PT24H 的 ISO 8601 时长',
  'must be 1 to 40 letters, digits or -_.:': '必须是 1 到 40 个字母、数字或 -_.:',
  'must be a phone number such as +8613812345678': '必须是形如 +8613812345678 的电话号码',
  'must be an e-mail address': '必须是电子邮箱地址',
  'must be a postcode': '必须是邮政编码',
  'must be a country code such as CN': '必须是形如 CN 的国家代码',
  'must be a language tag such as zh-CN': '必须是形如 zh-CN 的语言标签',
  'must be an IANA time zone': '必须是 IANA 时区',
  'must be an IANA time zone such as Asia/Shanghai': '必须是形如 Asia/Shanghai 的 IANA 时区',
  'must be a time zone of the IANA database, such as Asia/Shanghai': '必须是形如 Asia/Shanghai 的 IANA 时区',
  'must be a day such as 1990-02-28': '必须是形如 1990-02-28 的日期',
  'name the ticket that this is for': '请指明用于哪张工单',
  'is a ticket of somebody else': '是他人的工单',
  'must be a day of the calendar': '必须是存在的日期',
  'must be a date such as 2026-05-01': '必须是形如 2026-05-01 的日期',
  'must be a time such as 09:00': '必须是形如 09:00 的时间',
  'must be a time such as 18:00, at most 24:00': '必须是形如 18:00 的时间，最晚 24:00',
  'must be a time of day such as 21:00': '必须是形如 21:00 的时间',
  'must not end when it begins; the whole day is 00:00 to 24:00': '结束不能与开始相同；全天为 00:00 至 24:00',
  'must be a ticket number such as K7-4M2Q9': '必须是形如 K7-4M2Q9 的工单号',
  'must be a category such as complaint.logistics': '必须是形如 complaint.logistics 的分类',
  'must not name a category twice': '分类不能重复',
  'must not lead back to this team': '不能回到本团队',
  'must not ask the same twice': '同一问题不能出现两次',
  'must ask for csat': '必须包含 csat',
  'must be a score from 1 to 5': '必须是 1 到 5 的评分',
  'must be the subject of an identity': '必须是身份的 subject',
};

const patterns: readonly (readonly [RegExp, string])[] = [
  [/^must be 1 to (\d+) characters$/, '必须是 1 到 $1 个字符'],
  [/^must be at most (\d+) characters$/, '最多 $1 个字符'],
  [/^must be at most (\d+) bytes of UTF-8$/, 'UTF-8 编码最多 $1 字节'],
  [/^must be a name like (\S+)$/, '必须是形如 $1 的名称'],
  [/^must be an id like (\S+)$/, '必须是形如 $1 的编号'],
  [/^there is no (?:such |team )(.+)$/, '没有该对象：$1'],
  [/^does not belong to the kind (\S+)$/, '不属于类型 $1'],
];

/** A field's sentence in Chinese; one that is Chinese already stays. `undefined` for a sentence nobody has translated. */
export const translated = (message: string): string | undefined => {
  if (/\p{Script=Han}/u.test(message)) return message;
  const known = sentences[message];
  if (known !== undefined) return known;
  const pattern = patterns.find(([from]) => from.test(message));
  return pattern && message.replace(pattern[0], pattern[1]);
};

export const inChinese = (message: string): string => translated(message) ?? '不符合规则';
