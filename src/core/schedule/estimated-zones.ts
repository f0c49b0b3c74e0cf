/**
 * Time zones of endpoints that do not say theirs (pinpoint-campaigns-journeys.md 2.6): from a telephone
 * number with its country, or a postal code with its country. The rules are ours; where a place of a
 * number lies in two zones, the one with more people stands here, and where that cannot be said, none.
 */

/** A country whose numbers, or postal codes, lie in one zone. */
export interface CountryZone {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** What its telephone numbers begin with. */
  readonly callingCode: string;
  readonly zone: string;
}

/** `GB+44 Europe/London` and so on, by zone. */
const ONE_ZONE = `
Europe/London GB+44|Europe/Dublin IE+353|Europe/Paris FR+33|Europe/Berlin DE+49|Europe/Rome IT+39|Europe/Madrid ES+34
Europe/Amsterdam NL+31|Europe/Brussels BE+32|Europe/Luxembourg LU+352|Europe/Zurich CH+41|Europe/Vienna AT+43
Europe/Copenhagen DK+45|Europe/Stockholm SE+46|Europe/Oslo NO+47|Europe/Helsinki FI+358|Atlantic/Reykjavik IS+354
Europe/Warsaw PL+48|Europe/Prague CZ+420|Europe/Bratislava SK+421|Europe/Budapest HU+36|Europe/Athens GR+30
Europe/Bucharest RO+40|Europe/Sofia BG+359|Europe/Zagreb HR+385|Europe/Ljubljana SI+386|Europe/Belgrade RS+381
Europe/Vilnius LT+370|Europe/Riga LV+371|Europe/Tallinn EE+372|Europe/Malta MT+356|Asia/Nicosia CY+357
Europe/Istanbul TR+90|Asia/Jerusalem IL+972|Asia/Dubai AE+971|Asia/Riyadh SA+966|Asia/Qatar QA+974|Asia/Kuwait KW+965
Asia/Kolkata IN+91|Asia/Karachi PK+92|Asia/Dhaka BD+880|Asia/Colombo LK+94|Asia/Kathmandu NP+977
Asia/Tokyo JP+81|Asia/Seoul KR+82|Asia/Shanghai CN+86|Asia/Hong_Kong HK+852|Asia/Taipei TW+886|Asia/Singapore SG+65
Asia/Bangkok TH+66|Asia/Ho_Chi_Minh VN+84|Asia/Manila PH+63|Asia/Kuala_Lumpur MY+60|Pacific/Auckland NZ+64
Africa/Johannesburg ZA+27|Africa/Nairobi KE+254|Africa/Lagos NG+234|Africa/Accra GH+233|Africa/Cairo EG+20
Africa/Casablanca MA+212|Africa/Tunis TN+216|Africa/Algiers DZ+213
America/Argentina/Buenos_Aires AR+54|America/Bogota CO+57|America/Lima PE+51|America/Montevideo UY+598
America/Caracas VE+58|America/La_Paz BO+591|America/Asuncion PY+595|America/Costa_Rica CR+506|America/Guatemala GT+502`;

export const COUNTRY_ZONES: readonly CountryZone[] = ONE_ZONE.trim()
  .split(/[\n|]/)
  .map((text) => {
    const [zone = '', place = ''] = text.split(' ');
    const [country = '', digits = ''] = place.split('+');
    return { country, callingCode: `+${digits}`, zone };
  });

/** Countries whose postal codes Pinpoint reads, that lie in one zone. */
export const POSTAL_COUNTRIES: readonly string[] = ['GB', 'NZ', 'FR', 'IT', 'DE'];

/** Area codes of the North American numbering plan, by zone; of the United States and of Canada. */
export const AREA_CODES: Readonly<Record<'US' | 'CA', Readonly<Record<string, string>>>> = {
  US: {
    'America/New_York': `201 202 203 207 212 215 216 220 223 227 229 231 234 239 240 248 252 260 267 269 272 276 283 301 302 304
      305 313 315 317 321 324 326 330 332 336 339 347 351 352 363 380 386 401 404 407 410 412 413 419 423 434 436 440 443 445
      463 470 472 475 478 484 502 508 513 516 517 518 540 551 561 567 570 571 574 582 585 586 603 606 607 609 610 614 616 617
      631 640 645 646 656 667 671 678 679 680 681 689 703 704 706 716 717 718 724 727 728 732 734 740 743 754 757 762 765 770
      772 774 781 786 802 803 804 810 812 813 814 821 826 828 835 838 839 843 845 848 854 856 857 859 860 862 863 864 865 878
      904 906 908 910 912 914 917 919 929 930 934 937 941 943 947 948 954 959 973 978 980 984 989`,
    'America/Chicago': `205 210 214 217 218 219 224 225 228 251 254 256 262 270 274 281 308 309 312 314 316 318 319 320 325
      331 334 337 346 353 361 364 402 405 409 414 417 430 432 447 464 469 479 501 504 507 512 515 531 534 539 557 563 572 573
      580 601 605 608 612 615 618 620 629 630 636 641 651 659 660 662 682 701 708 712 713 715 726 730 731 737 763 769 773 779
      785 806 815 816 817 830 832 847 850 448 870 872 901 903 913 918 920 931 936 938 940 945 952 956 972 975 979 985`,
    'America/Denver': '208 303 307 385 406 435 505 575 719 720 801 915 970 983 986',
    'America/Phoenix': '480 520 602 623 928',
    'America/Los_Angeles': `206 209 213 253 279 310 323 341 350 360 369 408 415 424 425 442 458 503 509 510 530 541 559 562
      564 619 626 628 650 657 661 669 702 707 714 725 747 760 775 805 818 820 831 837 840 858 909 916 925 949 951 971`,
    'America/Anchorage': '907',
    'Pacific/Honolulu': '808',
  },
  CA: {
    'America/Toronto': `226 249 263 289 343 354 365 367 382 416 418 437 438 450 468 514 519 548 579 581 613 647 683 705 742
      753 819 873 905 942`,
    'America/Halifax': '782 902',
    'America/Moncton': '428 506',
    'America/St_Johns': '709 879',
    'America/Winnipeg': '204 431 584',
    'America/Regina': '306 474 639',
    'America/Edmonton': '368 403 587 780 825',
    'America/Vancouver': '236 250 257 604 672 778',
  },
};

/** Ranges of the first three digits of a US postal code, both ends included, in order. */
export const ZIP_RANGES: readonly (readonly [from: number, to: number, zone: string])[] = [
  [5, 5, 'America/New_York'],
  [6, 9, 'America/Puerto_Rico'],
  [10, 323, 'America/New_York'],
  [324, 325, 'America/Chicago'],
  [326, 349, 'America/New_York'],
  [350, 372, 'America/Chicago'],
  [373, 374, 'America/New_York'],
  [375, 375, 'America/Chicago'],
  [376, 379, 'America/New_York'],
  [380, 397, 'America/Chicago'],
  [398, 419, 'America/New_York'],
  [420, 424, 'America/Chicago'],
  [425, 462, 'America/New_York'],
  [463, 464, 'America/Chicago'],
  [465, 475, 'America/New_York'],
  [476, 477, 'America/Chicago'],
  [478, 499, 'America/New_York'],
  [500, 576, 'America/Chicago'],
  [577, 577, 'America/Denver'],
  [580, 588, 'America/Chicago'],
  [590, 599, 'America/Denver'],
  [600, 692, 'America/Chicago'],
  [693, 693, 'America/Denver'],
  [700, 797, 'America/Chicago'],
  [798, 834, 'America/Denver'],
  [835, 835, 'America/Los_Angeles'],
  [836, 837, 'America/Denver'],
  [838, 838, 'America/Los_Angeles'],
  [840, 847, 'America/Denver'],
  [850, 865, 'America/Phoenix'],
  [870, 885, 'America/Denver'],
  [889, 961, 'America/Los_Angeles'],
  [967, 968, 'Pacific/Honolulu'],
  [970, 994, 'America/Los_Angeles'],
  [995, 999, 'America/Anchorage'],
];

/** What a postal code begins with, by country: Canada's and Australia's first character, Spain's first two digits. */
export const POSTAL_PREFIXES: Readonly<Record<'CA' | 'AU' | 'ES', Readonly<Record<string, string>>>> = {
  CA: {
    'America/St_Johns': 'A',
    'America/Halifax': 'B C',
    'America/Moncton': 'E',
    'America/Toronto': 'G H J K L M N P',
    'America/Winnipeg': 'R',
    'America/Regina': 'S',
    'America/Edmonton': 'T',
    'America/Vancouver': 'V',
  },
  AU: {
    'Australia/Darwin': '0',
    'Australia/Sydney': '1 2',
    'Australia/Melbourne': '3 8',
    'Australia/Brisbane': '4 9',
    'Australia/Adelaide': '5',
    'Australia/Perth': '6',
    'Australia/Hobart': '7',
  },
  ES: { 'Atlantic/Canary': '35 38' },
};
