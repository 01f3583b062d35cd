"""Words beside names: what joins their parts, what stands before them, where many have a site."""

from __future__ import annotations

from typing import Final

from disclosure.giveaways.normal import key_of

# Words that join the parts of a name: any of them, or '&' and '+', stands for any other.
JOINING: Final = frozenset(
    key_of(word)
    for word in """
    and und et y e i en og och ja és ir un va a in cu kai ve te agus the и й та
    """.split()
)
# Small words that stand between the words of a name in one language and not in another ('Fundición
# de Urkiola').
BETWEEN: Final = JOINING | frozenset(
    key_of(word)
    for word in """
    von van der den de del della di da do dos du la le las los al el bin ibn af av zu zum zur ten
    ter
    """.split()
)
PARTICLES: Final = (BETWEEN - JOINING) | frozenset(
    key_of(word)
    for word in """
    dr prof ing mag dipl mr mrs ms frau herr mme m sr sra jun sen jr fh bsc msc ba ma bba mba emba
    llb llm phd htbla hc h.c. e.h. i.r. univ habil kfm kff wirt betriebsw inf phys chem ceo cto cfo
    coo pdg prok judr mudr rndr phdr paeddr csc drsc mgr bc geom dott dottssa ssa sig rag avv arq
    arch
    lic ldo lda engº eng toim joht inż lek med rer nat oec techn iur ir drs mult
    """.split()
)
# Parts of names that are also written as one with what follows: 'Mc Carthy', 'McCarthy'.
PREFIXES: Final = frozenset(map(key_of, "mc mac fitz o al el ben bin ap san saint".split()))
# What stands before a name, so that a word behind it is one.
BEFORE_A_NAME: Final = frozenset(
    key_of(word)
    for word in """
    herr frau hr fr mr mrs ms miss messrs sir dr prof ing mag
    monsieur madame mme mlle signor signora sig
    señor señora sr sra senhor senhora pan pani pán paní pana panu gospod gospa gospodin gospođa
    domnul doamna herra rouva härra proua ponas ponia kungs kundze meneer mevrouw dhr mevr fru herrn
    panem panom panu gospodina gospodinu gospođe gospoda gospodu gospe pí p
    господина господину господином госпожи госпоже госпожу пан пана пану
    κύριος κυρία господин госпожа г-н
    firma firmy firmie firmę firmu firmou firme firmi firmom fa company firm enterprise société
    maison entreprise ditta azienda impresa empresa casa società firmaet bedrijf yritys ettevõte
    įmonė uzņēmums cég tvrtka podjetje фирма фирмы фирму
    gebr gebrs gebrüder geschw geschwister hnos hermanos frs frères fratelli flli bros brothers br
    brødrene brdr brd bröd bröderna gebroeders bracia bratři bratia testvérek
    ets éts établissements sté ste atel ateliers inh inhaber
    """.split()
)
