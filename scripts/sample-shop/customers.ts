/**
 * Customers of the sample shop. Nobody of them exists: mail goes to `example.com`, telephones outside of China are from ranges set aside for
 * fiction, Chinese ones continue the sample staff's made-up row.
 */
export type ShopCustomer = {
  readonly name: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly language: 'zh-CN' | 'en';
  readonly timeZone?: string;
  readonly preferredChannel?: 'email' | 'sms';
  readonly tags?: readonly string[];
  readonly addresses?: readonly {
    readonly country: string;
    readonly province: string;
    readonly city: string;
    readonly district: string;
    readonly line: string;
  }[];
};

const chinese = (
  n: number,
  name: string,
  mailbox: string,
  [province, city, district]: readonly [string, string, string],
  more: Pick<ShopCustomer, 'tags' | 'preferredChannel'> = {},
): ShopCustomer => ({
  name,
  phones: [`+8613800138${String(100 + n)}`],
  emails: [`${mailbox}@example.com`],
  language: 'zh-CN',
  addresses: [{ country: 'CN', province, city, district, line: `示例路 ${n} 号` }],
  ...more,
});

const abroad = (
  name: string,
  phone: string,
  timeZone: string,
  more: Pick<ShopCustomer, 'tags'> = {},
): ShopCustomer => ({
  name,
  phones: [phone],
  emails: [`${name.toLowerCase().replaceAll(' ', '.')}@example.com`],
  language: 'en',
  timeZone,
  ...more,
});

/** By the short name the cases use. `customer1` and `customer2` of the sample staff write for themselves and are not among them. */
export const shopCustomers = {
  lin: chinese(1, '林晓彤', 'lin.xiaotong', ['浙江省', '杭州市', '西湖区'], { tags: ['vip'] }),
  chen: chinese(2, '陈志远', 'chen.zhiyuan', ['广东省', '深圳市', '南山区']),
  huang: chinese(3, '黄雅婷', 'huang.yating', ['福建省', '厦门市', '思明区'], { preferredChannel: 'sms' }),
  zhao: chinese(4, '赵子墨', 'zhao.zimo', ['北京市', '北京市', '海淀区']),
  sun: chinese(5, '孙浩然', 'sun.haoran', ['江苏省', '南京市', '鼓楼区']),
  wu: chinese(6, '吴思琪', 'wu.siqi', ['四川省', '成都市', '锦江区'], { tags: ['vip'] }),
  zheng: chinese(7, '郑凯文', 'zheng.kaiwen', ['上海市', '上海市', '徐汇区']),
  he: chinese(8, '何梦洁', 'he.mengjie', ['湖北省', '武汉市', '洪山区'], { preferredChannel: 'sms' }),
  luo: chinese(9, '罗佳怡', 'luo.jiayi', ['湖南省', '长沙市', '岳麓区']),
  ouyang: chinese(10, '欧阳明轩', 'ouyang.mingxuan', ['陕西省', '西安市', '雁塔区']),
  olivia: abroad('Olivia Bennett', '+447700900121', 'Europe/London', { tags: ['wholesale'] }),
  daniel: abroad('Daniel Foster', '+12125550147', 'America/New_York'),
  priya: abroad('Priya Nair', '+447700900164', 'Europe/London'),
  lucas: abroad('Lucas Meyer', '+12125550182', 'America/Chicago'),
} as const satisfies Record<string, ShopCustomer>;

export type CustomerKey = keyof typeof shopCustomers;
