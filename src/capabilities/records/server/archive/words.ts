// An archive package holds the records of a Swedish authority and is written in Swedish, whatever language its maker
// reads the pages in: these are its words, and no texts of the interface.

export const RIGHTS =
	'Innehåller allmänna handlingar. Uppgifter kan omfattas av sekretess enligt offentlighets- och sekretesslagen (2009:400) och ska prövas innan de lämnas ut.';

export const CALL_PARTS = {
	aim: 'Vad vi vill uppnå',
	notSought: 'Vad vi inte söker',
	iprTerms: 'Rättigheter till resultaten',
	priceTerms: 'Pris',
	laterPurchase: 'Ett senare köp',
	negotiation: 'Det här får förhandlas',
	negotiationTerms: 'Så förhandlas det'
} as const;

export const RFI_PARTS = {
	background: 'Bakgrund',
	desiredEffect: 'Önskad effekt',
	targetGroup: 'Målgrupp',
	constraints: 'Förutsättningar',
	notSought: 'Vad vi inte söker',
	next: 'Vad som händer sedan'
} as const;

export function readMe(about: { title: string; creator: string; at: string; id: string }): string {
	return `${about.title}
${about.creator}
Paketet gjordes ${about.at}.

Så är paketet byggt
-------------------
Strukturen följer E-ARK:s gemensamma specifikation för informationspaket (CSIP 2.2).
METS.xml                              hela paketet, med kontrollsumma (SHA-256) för varje fil
metadata/descriptive/dc.xml           beskrivning (Dublin Core)
metadata/preservation/premis.xml      hur och när paketet gjordes (PREMIS 3)
documentation/                        den här filen, öppna nycklar och program som kontrollerar
representations/rep1/METS.xml         handlingarna, med kontrollsumma för varje fil
representations/rep1/data/            handlingarna

Vad som är original
-------------------
Filer som någon har lämnat in ligger som de kom, byte för byte. Texter som skrevs i systemet ligger
som JSON, precis som de lagrades, och bredvid som PDF för den som läser. PDF-filer som systemet har
gjort är gjorda som PDF/A-2a. Inlämnade PDF-filer är orörda och kan ha vilken version som helst.
XML-scheman följer inte med; de finns hos Library of Congress och DILCIS Board.

Så kontrolleras det
-------------------
Kontrollsummor: jämför "sha256sum" för varje fil med CHECKSUM i METS.xml.
Kvitton:        node verify-receipt.mjs KVITTO NYCKEL.pem
Protokoll:      node verify-record.mjs record.txt NYCKEL.pem
`;
}
