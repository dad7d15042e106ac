import {makeFormatter} from "../../i18n/format";

/** A money formatter for a file: in its own currency, or bare numbers where it names none. */
export function moneyIn(locale: string, currency: string | null | undefined): (amount: number) => string {
  if (currency) {
    const {money} = makeFormatter(locale, currency);
    return (amount) => money(amount, "full");
  }
  const {format} = new Intl.NumberFormat(locale, {minimumFractionDigits: 2, maximumFractionDigits: 2});
  return (amount) => format(amount);
}
