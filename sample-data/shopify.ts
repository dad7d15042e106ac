import {CsvLayout, money} from "./csv";
import {offsetTime, type OverseasLine, type OverseasOrder, type OverseasPerson} from "./overseas";

const header =
  "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References".split(
    ","
  );

/** The orders export, newest order first, as text. Only an order's first row has the cells of the order. */
export function shopifyExport(orders: readonly OverseasOrder[]): string {
  const layout = new CsvLayout(header, "\n");
  const blocks = orders.map((order) =>
    order.lines
      .map((line, place) => layout.line({...(place === 0 ? orderCells(order) : {}), ...lineCells(order, line)}))
      .join("")
  );
  return layout.headerLine() + blocks.reverse().join("");
}

function lineCells(order: OverseasOrder, line: OverseasLine): Record<string, string> {
  return {
    Name: `#${order.number}`,
    Email: writtenEmail(order),
    "Created at": offsetTime(order.createdAt),
    "Lineitem quantity": String(line.quantity),
    "Lineitem name": line.title,
    "Lineitem price": money(line.price),
    "Lineitem sku": line.sku,
    "Lineitem requires shipping": "true",
    "Lineitem taxable": "true",
    "Lineitem fulfillment status": order.fulfilledAt === null ? "pending" : "fulfilled",
    "Lineitem discount": "0.00",
    Vendor: "Kapok & Linen"
  };
}

// people do not always type their address the same way
function writtenEmail({person, number}: OverseasOrder): string {
  const email = person.email ?? "";
  return number % 37 === 0 ? email.charAt(0).toUpperCase() + email.slice(1) : email;
}

function orderCells(order: OverseasOrder): Record<string, string> {
  const {person} = order;
  return {
    "Financial Status": order.financialStatus,
    "Fulfillment Status": fulfilment(order),
    "Accepts Marketing": person.acceptsMarketing ? "yes" : "no",
    Notes: order.note,
    "Payment Method": order.paidAt === null ? "" : "Shopify Payments",
    Id: String(5_600_000_000_000 + order.number * 32768),
    "Risk Level": "Low",
    Source: person.email === null ? "pos" : "web",
    Phone: person.phone ?? "",
    ...timeCells(order),
    ...moneyCells(order),
    ...addressCells("Billing", person),
    ...addressCells("Shipping", person)
  };
}

function fulfilment(order: OverseasOrder): string {
  if (order.fulfilledAt !== null) return "fulfilled";
  return order.cancelledAt !== null ? "restocked" : "unfulfilled";
}

function timeCells(order: OverseasOrder): Record<string, string> {
  const write = (time: number | null) => (time === null ? "" : offsetTime(time));
  return {
    "Paid at": write(order.paidAt),
    "Fulfilled at": write(order.fulfilledAt),
    "Cancelled at": write(order.cancelledAt)
  };
}

function moneyCells(order: OverseasOrder): Record<string, string> {
  const [, state, , , rate] = order.person.state;
  return {
    Currency: "USD",
    Subtotal: money(order.subtotal),
    Shipping: money(order.shipping),
    Taxes: money(order.tax),
    Total: money(order.total),
    "Discount Code": order.discountCode,
    "Discount Amount": money(order.discount),
    "Shipping Method": "Standard",
    "Refunded Amount": money(order.refunded),
    "Outstanding Balance": money(order.outstanding),
    "Tax 1 Name": rate === 0 ? "" : `${state} State Tax`,
    "Tax 1 Value": rate === 0 ? "" : money(order.tax)
  };
}

function addressCells(kind: "Billing" | "Shipping", person: OverseasPerson): Record<string, string> {
  const [code, state, city, zip] = person.state;
  const street = `${(person.index % 900) + 1} Sample Street`;
  return {
    [`${kind} Name`]: person.name,
    [`${kind} Street`]: street,
    [`${kind} Address1`]: street,
    [`${kind} City`]: city,
    [`${kind} Zip`]: `'${zip}`,
    [`${kind} Province`]: code,
    [`${kind} Country`]: "US",
    [`${kind} Phone`]: person.phone ?? "",
    [`${kind} Province Name`]: state
  };
}
