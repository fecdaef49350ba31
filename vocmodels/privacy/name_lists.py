"""Name lists: which words are common given names and surnames of English and Spanish speakers?

They support what the words around a name say and decide nothing alone where text has no capitals. Casefolded, without
accents. A name that is missing here is still found by a strong cue ("my name is ...").
"""

GIVEN = """
aaron abby abdul abigail abraham ada adam adrian adriana agustin ahmed aisha alan alana albert alberto alejandra
alejandro alessandro alex alexa alexander alexandra alexandria alexis alfonso alfred alfredo ali alice alicia alison
allan allen allison alma alonso alvaro alyssa amalia amanda amber amelia amina amir amit amparo amy ana anabel anastasia
andre andrea andreas andres andrew andy angel angela angelica angelina angie anil anita ann anna anne annemarie annie
anthony antoine antonia antonio anya april araceli ariana ariel arjun arlene armando arnold arthur arturo arun asha
ashley ashok astrid audrey aurelio aurora austin ava barbara barry beatrice beatriz becky begona belen ben benita benito
benjamin bernard bernardo bernice bertha beth bethany betty beverly bill billy blanca bob bobby bonnie brad bradley
brandon brenda brendan brian brianna bridget brittany bruce bryan byron caleb calvin cameron camila camille candace
carla carlos carlota carly carmen carol carole carolina caroline carolyn carrie casey catalina catherine cathy cecilia
cesar chad charles charlie charlotte chelsea cheryl chloe chris christian christina christine christopher chuck cindy
claire clara clarence claude claudia claudio clementina clifford colin colleen connie connor consuelo corey cory
courtney craig cristian cristina cristobal crystal curtis cynthia daisy dakota dale damian dan dana daniel daniela
danielle danny daphne darlene darren dave david dawn dean deanna deborah debbie deepak delia denise dennis derek desiree
destiny devon diana diane diego dolores dominic don donald donna dora doreen doris dorothy doug douglas duane dustin
dwight dylan earl ed eddie edgar edith eduardo edward edwin eileen elaine elena eleanor elias elijah elisa elisabeth
elise elizabeth ella ellen ellie elsa emil emilia emiliano emilio emily emma enrique eric erica erik erika erin ernest
ernesto esmeralda esperanza esteban estefania estela esther ethan eugene eugenia eugenio eva evan evelyn ezequiel fabian
fabiola faith fatima federico felicia felipe felix fernanda fernando fiona flora florence frances francesca francis
francisca francisco frank franklin fred freddy frederick gabriel gabriela gabrielle gail garrett gary gavin geoffrey
george gerald geraldine gerard gerardo german giovanni gilbert gilberto gina ginger gladys glenda glenn gloria gonzalo
gordon grace graciela graham greg gregory gretchen guadalupe guillermo gustavo guy gwen hailey hannah harold harriet
harry hassan hazel hector heather hector heidi helen helena henry herbert herman hernan hilda holly hope horacio howard
hugo ian ibrahim ignacio imelda ines inmaculada ingrid inigo irene iris irma isaac isabel isabella isaiah isidro ismael
ivan ivette jack jackie jackson jacob jacqueline jaime jake james jamie jan jane janet janice jared jasmine jason javier
jay jean jeanette jeff jeffrey jen jenna jennie jennifer jenny jeremiah jeremy jerome jerry jess jesse jessica jesus
jill jim jimena jimmy jo joan joana joanna joanne joaquin jody joe joel joey john johnny jon jonah jonathan jordan jordi
jorge jose josefa josefina joseph josh joshua josue joy joyce juan juana juanita judith judy julia julian juliana julie
julieta julio june justin kaitlyn karen karina karl karla kate katherine kathleen kathryn kathy katie katrina kavita
kayla keith kelly kelsey ken kendra kenneth kenny kerry kevin khalid kim kimberly kiran kirk kris krista kristen kristin
kristina krystal kumar kurt kyle lakshmi lance lara larry laura lauren laurie lawrence leah lee leila leo leon leonard
leonardo leonor leroy leslie leticia levi lewis liam lidia lily lina linda lindsay lindsey lisa liz lloyd logan lois
lola lorena lorenzo loretta lori lorraine lou louis louise lourdes luca lucas lucia luciana luciano lucille lucy luis
luisa luke luz lydia lynda lynn mabel macarena madeline madison maggie magdalena manolo manuel manuela mar marc marcela
marcelo marcia marco marcos marcus margaret margarita maria mariana mariano maribel marie marilyn marina mario marion
marisa marisol marissa marjorie mark marlene marsha marta martha martin martina marvin mary mateo mathew matias matt
matthew maureen maurice mauricio max maximo maxine may maya megan mehmet mei melanie melissa melody mercedes mercy
meredith michael micaela michele michelle miguel mike mildred milagros ming miranda miriam misty mitchell mohamed
mohammad mohammed moises molly monica monique monserrat montserrat morgan muhammad mustafa myra nacho nadia nancy naomi
natalia natalie natasha nathan nathaniel neha neil nelson nerea nestor nicholas nichole nick nicolas nicole nieves nina
noah noel noelia noemi nora norma norman nuria octavio olga oliver olivia omar orlando oscar osvaldo owen pablo paloma
pam pamela paola pascual pat patrice patricia patrick patty paul paula paulina pauline pedro peggy penelope penny perla
peter phil philip phillip phyllis pilar pooja priya purificacion quentin quique rachel rafael rahul raj rajesh ralph
ramiro ramon randall randy raquel raul ravi ray raymond rebeca rebecca regina reginald remedios renata rene renee reuben
rhonda ricardo rich richard rick ricky rita rob robert roberta roberto robin rocio rodney rodolfo rodrigo roger roland
rolando roman ron ronald ronnie rosa rosalia rosario rosaura rose rosemary ross roxana roy ruben ruby rufino russell
ruth ryan sabrina sally salvador sam samantha samuel sandeep sandra sandy sanjay santiago santos sara sarah saul
savannah scott sean sebastian selena serena sergio seth shane shannon sharon shaun shawn sheila shelby shelly sherry
shirley sierra silvia simon simone socorro sofia soledad sonia sonya sophia sophie soraya spencer stacey stacy stan
stanley stella stephanie stephen steve steven stuart sue summer sunil suresh susan susana susie suzanne sven sydney
sylvia tabitha tamara tammy tania tanya tara taylor ted terence teresa teri terrence terri terry thelma theodore theresa
thomas tiffany tim timothy tina toby todd tom tomas tommy toni tony tracey traci tracy travis trevor tricia trinidad
tristan troy tyler tyrone ulises ursula valentin valentina valeria valerie vanessa vera vernon veronica vicente vicki
victor victoria vijay vince vincent viola violeta virgil virginia vivian wallace walter wanda warren wayne wendy wesley
whitney will william willie xavier ximena yadira yanira yesenia yolanda yusuf yvette yvonne zachary zoe zulema
"""

FAMILY = """
abbott acevedo acosta adams aguilar aguirre ahmad alcantara alexander ali allen alonso alvarado alvarez anderson andrade
andrews aparicio aranda arias armstrong arnold arroyo ashton atkinson avila ayala bailey baker ball banks barajas barker
barnes barrera barrett barrios bates bautista becker bell beltran benavides benitez bennett bernal berry bishop black
blackburn blake blanco bond bowman boyd bradley brady bravo briggs brooks brown bryant burke burns burton bush bustos
butler byrne caballero cabrera calderon caldwell calvo camacho campbell campos cano cardenas carlson carmona carpenter
carr carrasco carrillo carroll carter castaneda castillo castro cervantes chan chang chapman chavez chen cho choi
christensen chung clark clarke cohen cole coleman collins colon conde contreras cook cooper cordero cordoba corona
cortes cortez costa cox crawford crespo cross cruz cuevas cunningham daniels davidson davies davis dawson day delacruz
delarosa delgado desai diaz dixon dominguez donovan doyle duarte duffy duncan dunn duran edwards elliott ellis erickson
escobar espinosa espinoza esquivel estrada evans farrell ferguson fernandez ferrer figueroa fisher fitzgerald fleming
fletcher flores flynn foley fonseca ford foster fowler fox franco franklin fraser freeman fuentes fuller galindo gallagher
gallego gallegos galvan garcia gardner garrett garrido garza george gibson gil gill gimenez gomez gonzales gonzalez
goodman gordon graham grant graves gray green greene griffin guerra guerrero gupta gutierrez guzman hall hamilton hansen
hanson harper harris harrison hart harvey hawkins hayes henderson henry heredia hernandez herrera herrero hicks hidalgo
higgins hill hoffman holland holmes howard howell huang hudson hughes hunt hunter hurtado hussain ibanez ibarra iglesias
iyer jackson jacobs james jenkins jennings jensen jimenez johnson johnston jones jordan joseph juarez kane kaur keller
kelley kelly kennedy khan kim king klein knight kumar lambert lara larson lawrence lawson leal leon leonard lee lewis li
lim lin liu lloyd long lopez lozano lucas lucero luna lynch macdonald macias maldonado malik manning mansilla marin
marquez marshall martin martinez mason matthews mccarthy mccoy mcdonald mckenzie medina mehta mejia mendez mendoza
menendez merino meyer miller mills miranda mitchell molina montero montes montgomery montoya moore mora morales moran
moreno morgan morris morrison mosley moya munoz murphy murray myers nair nava navarro nelson newman nguyen nichols
nielsen nolan nunez obrien ocampo ochoa oconnor olivares oliver olson orozco ortega ortiz osborne owens pacheco padilla
page palacios palmer paredes park parker parra parsons pascual pastor patel patterson payne pena peralta perez perkins
perry peters peterson pham phillips pierce pineda pizarro ponce porter potter powell prado price prieto prince quinn
quintana quintero quiroga ramirez ramos rangel rao reddy redondo reed reid reilly rendon reyes reynolds rhodes rice
richards richardson rico riley rincon rios rivas rivera rivero robbins roberts robertson robinson robles rocha rodriguez
rogers rojas roldan romero rosales rose ross rossi rubio ruiz russell ryan saavedra saenz saez salas salazar saldana
salgado salinas sanchez sanders sandoval santana santiago santos schmidt schneider schultz schwartz scott serrano shah
sharma shaw shepherd sheridan short silva simmons simon simpson singh smith snow snyder solis soler soto spencer stephens
stevens stewart stone suarez sullivan sutton swan tapia taylor tejada tejeda thomas thompson thomson tirado toledo torres
tran trejo trevino trujillo tucker turner underwood urbina valdes valdez valencia valenzuela valle vargas vasquez vazquez
vega velasco velasquez velez vera verdugo vidal villa villalobos villanueva villegas wade wagner walker wallace walsh
walters wang ward warner warren washington watkins watson watts weaver webb weber webster wells west wheeler white
wilkins wilkinson williams williamson willis wilson winters wong wood woods wright wu yang yanez ybarra yoder young yu
zamora zapata zavala zhang zhao zuniga
"""

GIVEN_NAMES = frozenset(GIVEN.split())
SURNAMES = frozenset(FAMILY.split())
