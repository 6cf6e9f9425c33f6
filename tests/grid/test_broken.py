"""Every fault of a grid is said at its place: one broken file each, named after the fault."""

from pathlib import Path

import pytest

from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import load_grid

BROKEN = Path(__file__).parent.parent / "broken"

# A name between brackets: the fault is in that other file, which the broken one uses.
FAULTS = """
accolade-ouverte                         9:7    grille.yaml.accolade
agregation-inconnue                      14:18  grille.agregation
agregation-sans-parametres               14:18  grille.agregation-parametres
ajustement-decroissant                   14:13  expression.ajustement-signe
alias-ailleurs                           23:69  grille.alias-ailleurs
alias-de-reponse                         9:94   grille.alias-de-reponse
alias-en-double                          10:37  grille.alias-double
alerte-parc-effectif                     6:67   grille.effectif
alerte-parc-identifiant                  6:16   grille.identifiant
alerte-parc-meilleur-niveau              6:30   grille.alerte-meilleur-niveau
alerte-parc-niveau-inconnu               6:30   grille.niveau-inconnu
alerte-parc-part                         6:51   grille.part
arobase                                  13:12  grille.yaml.debut
axe-tfpb                                 30:20  grille.axe-tfpb
bloc-attendu                             14:13  grille.bloc
borne-inutile                            10:32  grille.borne-inutile
bornes-inversees                         8:33   grille.bornes-inversees
calcul-de-table                          11:66  grille.calcul-de-table
calcul-mal-type                          9:29   expression.attendu-nombre
calcul-sans-table                        9:29   grille.calcul-sans-table
calcul-sur-le-parc                       9:29   grille.calcul-sur-le-parc
calcul-type                              10:30  grille.calcul-type
caractere-invisible                      13:14  grille.yaml.caractere
changement-d-echelle                     9:104  grille.changement-d-echelle
choix-inconnu                            23:60  grille.choix-inconnu
choix-manquant                           23:17  grille.choix-manquants
choix-non-entier                         24:35  grille.choix-entier
choix-repete                             23:60  grille.choix-double
choix-sans-reponses                      9:3    grille.choix-absents
classeur                                 -      grille.classeur
cle-absente                              15:7   grille.cle-absente
cle-composee                             30:3   grille.yaml.cle
cle-de-regle-inconnue                    18:50  grille.cle-inconnue
cle-de-repli                             11:36  grille.cle-de-repli
cle-de-table                             32:15  grille.cle-de-table
cle-inconnue                             19:9   grille.cle-inconnue
cle-repetee                              20:9   grille.yaml.doublon
cle-sans-deux-points                     5:1    grille.yaml.cle-sans-valeur
colonne-en-double                        9:3    grille.colonne-double
condition-attendue                       18:21  expression.attendu-condition
consolidation-sans-repondants            23:22  grille.consolidation
consolidation-sur-des-donnees            20:22  grille.consolidation
couleur-entre-accolades                  25:55  grille.yaml.diese
couleur-sans-guillemets                  28:12  grille.couleur-commentaire
couleur                                  25:55  grille.couleur
couverture-minimale                      6:15   grille.part
cp1252                                   9:68   grille.yaml.encodage
crochet-ouvert                           18:55  grille.yaml.crochet
deux-documents                           31:1   grille.yaml.documents
deux-points-dans-un-texte                13:17  grille.yaml.deux-points
deux-regles                              18:50  grille.regle-multiple
directive                                1:8    grille.yaml.illisible
dictionnaire-alias                       3:60   grille.alias-double [colonnes-partagees.yaml]
dictionnaire-fautif                      3:24   grille.valeur [colonnes-fautives.yaml]
dictionnaire-fautif                      4:13   grille.cle-inconnue [colonnes-fautives.yaml]
dictionnaire-fautif                      5:1    grille.cle-inconnue [colonnes-fautives.yaml]
dictionnaire-inconnu                     6:13   grille.dictionnaire-inconnu
dictionnaire-liste                       1:1    grille.pas-un-dictionnaire [liste.yaml]
dictionnaire-nom                         18:26  expression.nom-sans-voisin
dictionnaire-remplace                    3:38   grille.bornes-inversees [colonnes-partagees.yaml]
drapeau-alertes-en-boucle                28:27  grille.drapeaux-en-boucle
drapeau-inconnu                          28:32  expression.drapeau
drapeau-reserve                          28:3   grille.nom-reserve
drapeau-sans-regle                       30:70  grille.drapeau-sans-regle
drapeaux-en-boucle                       28:27  grille.drapeaux-en-boucle
duree-nulle                              32:46  grille.mois
duree                                    32:46  grille.nombre
echappement                              13:17  grille.yaml.echappement
echelle-inversee                         6:1    grille.echelle
effort-nul                               30:17  grille.effort
enquete-sans-part                        15:5   grille.enquete
etiquette                                17:16  grille.yaml.etiquette
expression-a-diese                       23:21  grille.diese
expression-a-virgule                     30:58  grille.guillemets
expression-absente                       28:27  grille.expression
expression-commencant-par-un-guillemet   28:33  grille.yaml.apres-guillemet
formulation-sans-role                    19:19  grille.role-non-interroge
fusion                                   19:9   grille.yaml.fusion
geometrique-echelle-negative             15:18  grille.geometrique-echelle
geometrique-sous-burden                  14:18  grille.geometrique-sens
guillemet-ouvert                         3:10   grille.yaml.guillemet
identifiant-en-double                    20:7   grille.identifiant-double
identifiant                              12:3   grille.identifiant
levier                                   30:16  grille.valeur
limite-de-controle                       6:21   grille.part
linear-egal                              18:17  grille.bornes-egales
linear-et-out-of                         18:55  grille.out-of-linear
linear-sans-echelle                      19:9   grille.echelle-requise
liste-attendue                           8:28   grille.suite
liste                                    1:1    grille.pas-une-grille
matrice-colonne-inconnue                 17:32  grille.colonne-inconnue
matrice-et-valeur                        17:9   grille.matrice-valeur
matrice-incomplete                       17:17  grille.matrice-incomplete
matrice-reponse-oubliee                  17:55  grille.choix-manquants
matrice-sur-un-nombre                    17:32  grille.matrice-type
mesure-inconnue                          30:18  grille.mesure-inconnue
niveau-en-boucle                         32:29  grille.niveau-en-boucle
niveau-inconnu                           28:77  grille.niveau-inconnu
niveau-sans-borne                        26:3   grille.niveau-sans-borne
niveaux-desordonnes-merit                26:47  grille.niveaux-descendants
niveaux-desordonnes                      26:47  grille.niveaux-montants
nature-du-critere                        22:15  grille.valeur
nom-de-colonne                           11:3   grille.nom-de-colonne
nom-inconnu-apres-accents                28:50  expression.nom-inconnu
nom-inconnu-entre-guillemets             17:23  expression.nom-inconnu
nom-inconnu                              17:16  expression.nom-inconnu
nom-reserve                              11:3   grille.nom-reserve
nombre-attendu-par-la-regle              18:9   grille.regle-nombre
objectif-absent                          18:17  grille.cle-absente
oui-non                                  7:30   grille.vrai-faux
out-of-negatif                           18:56  grille.nombre-positif
out-of-sans-echelle                      19:56  grille.out-of-sans-echelle
out-of-sous-une-somme                    19:56  grille.out-of-somme
out-of-texte                             18:56  grille.nombre
palier-texte                             18:28  grille.nombre
paliers-non-croissants                   18:9   grille.paliers-croissants
paliers-sans-points                      18:9   grille.paliers-points
paliers-vides                            18:17  grille.suite-vide
paliers-vides                            18:28  grille.suite-vide
part-hors-echelle                        14:35  grille.points
part-sans-echelle                        15:5   grille.echelle-requise
plancher-de-theme                        29:77  grille.plancher-de-theme
plancher-sur-un-theme                    14:5   grille.plancher-mal-place
plusieurs-fautes                         4:1    grille.cle-inconnue
plusieurs-fautes                         18:9   grille.paliers-croissants
plusieurs-fautes                         19:17  grille.nombre
plusieurs-fautes                         22:16  expression.nom-inconnu
plusieurs-fautes                         26:47  grille.niveaux-montants
plusieurs-fautes                         28:77  grille.niveau-inconnu
plusieurs-fautes                         30:48  expression.noeud
poids-negatif                            19:17  grille.poids
poids-texte                              19:17  grille.nombre
poids-tous-nuls                          12:3   grille.poids-nuls
poids-virgule                            19:17  grille.virgule-decimale
poids-vrai                               19:17  grille.nombre
points-hors-echelle                      18:9   grille.points
polarite                                 5:11   grille.polarite
premier-reperage-regles                  6:1    grille.premier-reperage-regles
premier-reperage-vue                     33:20  grille.vue-inconnue
reference-introuvable                    6:19   grille.reference-introuvable
reference-quantiles                      6:84   grille.reference-quantiles
reference-sans-chiffres                  1:1    grille.pas-une-reference [liste.yaml]
recodage                                 9:118  grille.recodage
regle-de-niveau-finale                   32:23  grille.regle-finale
regle-de-niveau-qui-lit-le-niveau        32:29  expression.resultat-interdit
regle-de-niveau-qui-lit-le-niveau        32:38  expression.nom-sans-voisin
regle-de-niveau-sans-condition           32:5   grille.regle-sans-condition
regroupement-cle-inconnue                6:33   grille.colonne-inconnue
regroupement-cle-sans-role               6:39   grille.regroupement-cle
regroupement-niveau                      6:45   grille.regroupement-niveau
regroupement-note                        6:45   grille.valeur
regroupement-part                        6:47   grille.identifiant
regroupement-part                        6:87   expression.niveau
regroupement-poids-inutile               6:60   grille.regroupement-poids-inutile
regroupement-poids                       6:59   grille.regroupement-poids
regroupement-sans-cle                    6:1    grille.cle-absente
remarque-sur                             11:66  grille.remarque-sur
renvoi-inconnu                           17:16  grille.yaml.renvoi
repere-incomplet                         18:35  grille.suite-longueur
reperes-non-croissants                   18:9   grille.reperes-croissants
repondants-cle                           6:23   grille.repondant
repondants-colonne-inconnue              6:23   grille.colonne-inconnue
repondants-consolidation                 6:41   grille.valeur
repondants-nombre                        6:23   grille.repondant
repondants-poids-sans-role               6:41   grille.reunion-sans-role
repondants-poids-sans-role               24:22  grille.reunion-sans-role
repondants-rangs                         6:40   grille.rangs
repondants-role-inconnu                  6:34   grille.colonne-inconnue
repondants-role-nombre                   6:34   grille.colonne-du-role
repondants-sans-roles                    6:34   grille.roles-absents
reponse-absente-hors-echelle             6:10   grille.points
reponse-absente                          6:10   grille.politique
reponse-attendue-par-la-regle            23:9   grille.regle-reponse
reponses-sans-choix                      10:27  grille.choix-inutiles
retrait-faux                             17:8   grille.yaml.retrait
role-inconnu                             18:25  grille.role-inconnu
role-sans-poids                          31:41  grille.nombre-positif
sans-cle                                 6:1    grille.cle-du-stock
sans-polarite                            1:1    grille.cle-absente
sans-regle                               18:9   grille.regle-absente
sans-theme                               1:1    grille.sans-theme
sans-version-de-langage                  1:1    grille.cle-absente
sens-de-cible                            18:43  grille.valeur
seuils-cle-inconnue                      18:61  grille.cle-inconnue
seuils-code-inconnu                      18:60  grille.choix-inconnu
seuils-code-repete                       18:60  grille.choix-double
seuils-colonne-inconnue                  18:37  grille.colonne-inconnue
seuils-colonne-fautive                   9:16   grille.valeur
seuils-colonne-nombre                    18:37  grille.seuils-colonne
seuils-date-impossible                   18:75  grille.seuils-date
seuils-dates-desordonnees                18:75  grille.seuils-dates-croissantes
seuils-nombre                            18:72  grille.nombre
seuils-paliers-longueur                  18:50  grille.paliers-points
seuils-paliers-non-croissants            18:44  grille.paliers-croissants
seuils-sans-colonne                      18:42  grille.seuils-sans-colonne
seuils-vides                             18:43  grille.suite-vide
somme-exclude-herite                     15:5   grille.somme-exclude
somme-exclude                            15:14  grille.somme-exclude
somme-sans-echelle                       15:33  grille.somme-sans-echelle
somme-sans-maximum                       14:18  grille.somme-sans-maximum
table-sans-date                          32:34  grille.fenetre-sans-date
tabulation                               13:1   grille.yaml.tabulation
taille-texte                             10:33  grille.taille-non-numerique
texte-attendu                            13:5   grille.texte
texte-divise                             17:26  expression.calcul
texte-libre                              1:1    grille.pas-une-grille
texte-vide                               13:12  grille.texte-vide
theme-vide                               24:3   grille.theme-vide
tolerance-negative                       18:61  grille.nombre-negatif
type-de-colonne                          8:19   grille.valeur
unites-table                             6:13   grille.unites-table
usage-en-boucle-suite                    31:15  grille.usages-en-boucle [usage-en-boucle.yaml]
usage-en-boucle                          31:18  grille.usages-en-boucle [usage-en-boucle-suite.yaml]
usage-et-table                           33:8   grille.usage-table
usage-fautif                             19:17  grille.poids [poids-negatif.yaml]
usage-inconnu                            31:18  grille.usage-inconnu
usage-mal-nomme                          31:15  grille.usage-autre
utf16                                    1:1    grille.yaml.encodage
valeur-absente                           15:7   grille.valeur-absente
valeur-voisine                           15:7   grille.valeur-voisine
variante-action-orpheline                7:7    grille.variante-cite
variante-chemin-inconnu                  1:10   grille.variante-inconnue
variante-colonne-retiree                 5:3    grille.variante-cite
variante-d-une-fautive                   19:17  grille.poids [poids-negatif.yaml]
variante-en-boucle-suite                 1:10   grille.variantes-en-boucle [variante-en-boucle.yaml]
variante-en-boucle                       1:10   grille.variantes-en-boucle [variante-en-boucle-suite.yaml]
variante-fautive                         7:21   grille.poids
variante-fautive                         8:7    grille.cle-absente
variante-homonyme                        2:1    grille.variante-homonyme
variante-inconnue                        1:10   grille.variante-inconnue
variante-rien-a-retirer                  7:7    grille.variante-rien-a-retirer
variante-sans-identite                   1:1    grille.variante-sans-identite
variante-sans-identite                   1:1    grille.variante-sans-identite
verrou-leve                              5:14   grille.verrou
verrou-leve                              5:29   grille.verrou
verrou-retrait                           1:1    grille.sans-theme
verrou-retrait                           5:3    grille.verrou
verrou-retrait                           30:48  expression.noeud [verrouillee.yaml]
verrou-seuil                             7:21   grille.verrou
version-de-langage                       1:19   grille.version-langage
version-sans-guillemets                  3:10   grille.texte
famille-colonne                          34:37  grille.colonne-inconnue
famille-paliers                          34:3   grille.famille
veille-niveau                            33:15  grille.veille-niveau
vide                                     1:1    grille.vide
vide-hors-bornes                         32:72  grille.vide-hors-bornes
vide-hors-table                          8:35   grille.vide-hors-table
vide-non-numerique                       32:65  grille.vide-non-numerique
vide-zero                                32:64  grille.vide-zero
vue-inconnue                             32:26  expression.vue-nom
vue-vide                                 32:26  grille.vue-vide
"""

# Read by another one: under a name that is not its id, as its dictionary, as its parent.
READ_BY_OTHERS = {"mal-nommee", "verrouillee", "colonnes-partagees", "colonnes-fautives"}


def expected() -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for line in FAULTS.strip().splitlines():
        name, *fault = line.split()
        faults.setdefault(name, []).append(" ".join(fault))
    return faults


def faults_of(name: str) -> list[str]:
    with pytest.raises(HlmdiagError) as refusal:
        load_grid(BROKEN / f"{name}.yaml")
    assert refusal.value.exit_code == 3
    found = []
    for problem in refusal.value.problems:
        place, file = problem.location, Path(problem.location.file or "").name
        other = "" if file == f"{name}.yaml" else f" [{file}]"
        found.append(f"{place.line}:{place.column} {problem.code}{other}" if place.line else f"- {problem.code}{other}")
    return found


@pytest.mark.parametrize("name", expected())
def test_a_broken_grid_is_refused_for_its_fault_alone(name: str) -> None:
    assert faults_of(name) == expected()[name]


def test_every_broken_file_is_in_the_table() -> None:
    assert {path.stem for path in BROKEN.glob("*.yaml")} == set(expected()) | READ_BY_OTHERS
