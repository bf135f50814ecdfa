import type { RefusalCode } from '#shared/domain/kernel/refusal.ts';
import { conflictDetail } from './conflict-words.ts';

/** Codes of problems that the edge itself finds, besides the refusals of the domain. */
export type EdgeCode =
  | 'invalid_json'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'uri_too_long'
  | 'headers_too_large'
  | 'unavailable'
  | 'internal';
export type ProblemCode = RefusalCode | EdgeCode;

type Sentence = { readonly title: string; readonly detail: string };
type Words = Readonly<Record<ProblemCode, Sentence>>;

/** What a caller reads, in English. `{name}` is filled from the refusal's details. */
const en: Words = {
  invalid_cursor: {
    title: 'Invalid cursor',
    detail:
      'This cursor was not given out for this list, this query and this caller, or it is older than 24 hours. Start again without a cursor.',
  },
  idempotency_key_required: {
    title: 'Idempotency-Key required',
    detail: 'Every POST needs an Idempotency-Key header, so that it can be repeated safely.',
  },
  invalid_idempotency_key: {
    title: 'Invalid Idempotency-Key',
    detail: 'An Idempotency-Key is 1 to 255 visible ASCII characters.',
  },
  unauthorized: {
    title: 'Not signed in',
    detail: 'The access token does not belong to an active user of this system.',
  },
  invalid_signature: {
    title: 'Invalid signature',
    detail:
      'The delivery is not signed with the secret of this feed, or its time is more than five minutes off.',
  },
  forbidden: { title: 'Not allowed', detail: 'Your role does not allow this.' },
  second_factor_required: {
    title: 'Second factor required',
    detail: 'Administrators sign in with an authenticator. Set one up, sign in again and confirm it.',
  },
  fresh_sign_in_required: {
    title: 'Sign in again',
    detail: 'This asks for a sign-in of the last few minutes. Sign in again and repeat.',
  },
  password_expired: {
    title: 'Password expired',
    detail: 'Your password has been in use for too long. Ask for a reset and choose a new one.',
  },
  not_found: { title: 'Not found', detail: 'There is nothing here, or it is not yours.' },
  not_implemented: {
    title: 'Not there yet',
    detail: 'This part of the API is not available in this version.',
  },
  transition_not_allowed: {
    title: 'Transition not allowed',
    detail: 'A ticket cannot go from {from} to {to} now.',
  },
  ticket_closed: { title: 'Ticket is closed', detail: 'This ticket is closed. Open a new one instead.' },
  conflict: { title: 'Conflict', detail: 'The present state of this resource does not allow it.' },
  position_taken: { title: 'Position taken', detail: 'Another policy already has this position.' },
  name_taken: { title: 'Name taken', detail: 'Something else already has this name.' },
  in_use: { title: 'In use', detail: 'It is still in use and cannot be removed.' },
  already_exists: { title: 'Already exists', detail: 'It exists already.' },
  newer_version: {
    title: 'Written by a newer version',
    detail: 'A newer version of the product has written this. Repeat once the update is through.',
  },
  not_empty: {
    title: 'Not empty',
    detail: 'There are tickets, customers or orders here already. Choose the mode missing or replace.',
  },
  snapshot_invalid: {
    title: 'Snapshot invalid',
    detail: 'This snapshot does not verify; see errors.',
  },
  shipped_role: {
    title: 'Shipped role',
    detail: 'This role comes with the product. Make a role of your own instead.',
  },
  level_unchanged: { title: 'Level unchanged', detail: 'The ticket is at level {level} already.' },
  capacity_exceeded: { title: 'No capacity', detail: 'This person has no capacity left.' },
  no_agent_available: {
    title: 'Nobody available',
    detail: 'Nobody in this team is online and has capacity left.',
  },
  survey_locked: {
    title: 'Answer is final',
    detail: 'The time in which this answer could be changed is over.',
  },
  expired: { title: 'Expired', detail: 'The time for this is over.' },
  cursor_expired: {
    title: 'Cursor expired',
    detail:
      'What followed this place is kept for 30 days only, and some of it is gone. Read everything again, then go on without it.',
  },
  version_conflict: {
    title: 'Changed meanwhile',
    detail: 'Somebody changed this resource first. Read it again and repeat with its new version.',
  },
  precondition_required: {
    title: 'If-Match required',
    detail: 'Name the version you mean in If-Match, as given in ETag.',
  },
  idempotency_key_reused: {
    title: 'Idempotency-Key reused',
    detail: 'This Idempotency-Key was used for another request.',
  },
  invalid_request: { title: 'Invalid request', detail: 'The request breaks a rule; see errors.' },
  filter_too_broad: {
    title: 'Filter too broad',
    detail: 'This list would read too much. Give a team or a status.',
  },
  calendar_not_covered: {
    title: 'Calendar not covered',
    detail: 'The public holidays of that time are not published yet.',
  },
  calendar_never_open: {
    title: 'Calendar never open',
    detail: 'This calendar has no open second within 366 days.',
  },
  unknown_reference: {
    title: 'Unknown reference',
    detail: 'The request refers to something that is not there; see errors.',
  },
  too_many_requests: {
    title: 'Too many requests',
    detail: 'The limit is reached. Try again in {seconds} seconds.',
  },
  busy: { title: 'Busy', detail: 'Many changes happen here at once. Try again shortly.' },
  invalid_json: { title: 'Not JSON', detail: 'The body is not valid JSON in UTF-8.' },
  method_not_allowed: {
    title: 'Method not allowed',
    detail: 'This path does not have this method; see Allow.',
  },
  not_acceptable: { title: 'Not acceptable', detail: 'This path answers application/json.' },
  payload_too_large: { title: 'Too large', detail: 'The body is larger than 1 MiB.' },
  unsupported_media_type: {
    title: 'Unsupported media type',
    detail: 'Send application/json in UTF-8, not encoded.',
  },
  uri_too_long: { title: 'Address too long', detail: 'The path and query are longer than 8 KiB.' },
  headers_too_large: { title: 'Headers too large', detail: 'A header of the request is too large.' },
  unavailable: { title: 'Unavailable', detail: 'A part of the system does not answer. Try again shortly.' },
  internal: {
    title: 'Something went wrong',
    detail: 'Something went wrong on our side. Quote the request id when you report it.',
  },
};

/** The same in Simplified Chinese. */
const zh: Words = {
  invalid_cursor: {
    title: '游标无效',
    detail: '该游标不属于此列表、此查询或此调用者，或已超过 24 小时。请不带游标重新开始。',
  },
  idempotency_key_required: {
    title: '缺少 Idempotency-Key',
    detail: '每个 POST 请求都需要 Idempotency-Key 请求头，以便安全重试。',
  },
  invalid_idempotency_key: {
    title: 'Idempotency-Key 无效',
    detail: 'Idempotency-Key 必须是 1 到 255 个可见 ASCII 字符。',
  },
  unauthorized: { title: '未登录', detail: '访问令牌不属于本系统的有效用户。' },
  invalid_signature: { title: '签名无效', detail: '该推送未使用此接口的密钥签名，或其时间相差超过五分钟。' },
  forbidden: { title: '没有权限', detail: '您的角色不允许此操作。' },
  second_factor_required: {
    title: '需要第二重验证',
    detail: '管理员须使用验证器登录。请设置验证器，重新登录并确认。',
  },
  fresh_sign_in_required: {
    title: '请重新登录',
    detail: '此操作要求在最近几分钟内登录过。请重新登录后再试。',
  },
  password_expired: { title: '密码已过期', detail: '您的密码使用时间过长，请申请重置并设置新密码。' },
  not_found: { title: '未找到', detail: '这里没有内容，或者不属于您。' },
  not_implemented: { title: '尚未提供', detail: '此版本尚未提供该部分接口。' },
  transition_not_allowed: { title: '不允许的状态变更', detail: '工单现在不能从 {from} 变为 {to}。' },
  ticket_closed: { title: '工单已关闭', detail: '该工单已关闭，请新建工单。' },
  conflict: { title: '状态冲突', detail: '该资源当前的状态不允许此操作。' },
  position_taken: { title: '位置已被占用', detail: '另一条策略已使用该位置。' },
  name_taken: { title: '名称已被占用', detail: '该名称已被使用。' },
  in_use: { title: '正在使用', detail: '仍在使用，不能删除。' },
  already_exists: { title: '已存在', detail: '该资源已存在。' },
  newer_version: { title: '由更新版本写入', detail: '该数据由更新版本的产品写入，请在升级完成后重试。' },
  not_empty: { title: '系统非空', detail: '系统中已有工单、客户或订单，请改用 missing 或 replace 模式。' },
  snapshot_invalid: { title: '快照无效', detail: '该快照未通过校验，详见 errors。' },
  shipped_role: { title: '内置角色', detail: '该角色随产品提供，不能修改或删除；请另建角色。' },
  level_unchanged: { title: '级别未变', detail: '工单已处于级别 {level}。' },
  capacity_exceeded: { title: '没有余量', detail: '该人员已无处理余量。' },
  no_agent_available: { title: '无人可用', detail: '该团队中没有在线且有余量的人员。' },
  survey_locked: { title: '答卷已锁定', detail: '可修改答卷的时间已过。' },
  expired: { title: '已过期', detail: '已超过有效期。' },
  cursor_expired: {
    title: '游标已过期',
    detail: '该位置之后的内容仅保留 30 天，其中一部分已不存在。请重新读取全部数据，再从头继续。',
  },
  version_conflict: { title: '已被他人修改', detail: '该资源已被他人先行修改，请重新读取后用新版本重试。' },
  precondition_required: { title: '缺少 If-Match', detail: '请在 If-Match 中给出 ETag 里的版本。' },
  idempotency_key_reused: {
    title: 'Idempotency-Key 被重复使用',
    detail: '该 Idempotency-Key 已用于另一个请求。',
  },
  invalid_request: { title: '请求无效', detail: '请求不符合规则，详见 errors。' },
  filter_too_broad: { title: '筛选范围过大', detail: '该列表需要读取的内容过多，请指定团队或状态。' },
  calendar_not_covered: { title: '日历未覆盖', detail: '该时间的法定节假日安排尚未公布。' },
  calendar_never_open: { title: '日历从不营业', detail: '该日历在 366 天内没有任何营业时间。' },
  unknown_reference: { title: '引用不存在', detail: '请求引用了不存在的对象，详见 errors。' },
  too_many_requests: { title: '请求过多', detail: '已达到限额，请在 {seconds} 秒后重试。' },
  busy: { title: '繁忙', detail: '此处同时有许多变更，请稍后重试。' },
  invalid_json: { title: '不是 JSON', detail: '请求体不是有效的 UTF-8 JSON。' },
  method_not_allowed: { title: '方法不允许', detail: '该路径没有此方法，见 Allow。' },
  not_acceptable: { title: '无法接受', detail: '该路径以 application/json 应答。' },
  payload_too_large: { title: '请求体过大', detail: '请求体超过 1 MiB。' },
  unsupported_media_type: { title: '不支持的媒体类型', detail: '请以 UTF-8 发送未压缩的 application/json。' },
  uri_too_long: { title: '地址过长', detail: '路径和查询超过 8 KiB。' },
  headers_too_large: { title: '请求头过大', detail: '请求头过大。' },
  unavailable: { title: '暂不可用', detail: '系统的某个部分没有应答，请稍后重试。' },
  internal: { title: '出错了', detail: '我们这边出了问题，报告时请提供请求编号。' },
};

const fill = (text: string, details: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''));

/** Title and detail of a problem in the caller's language; both come from fixed sentences, never from input. */
export const problemWords = (
  code: ProblemCode,
  language: 'en' | 'zh-CN',
  details: Readonly<Record<string, string | number>> = {},
): Sentence => {
  const { title, detail } = (language === 'zh-CN' ? zh : en)[code];
  const why = code === 'conflict' ? conflictDetail(details['status'], language) : undefined;
  return { title, detail: why ?? fill(detail, details) };
};
