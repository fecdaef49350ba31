"""Ordinary words: which words are no name, however much a cue before them ("this is ...") expects one?

Casefolded, without accents. The commonest words of contact-centre talk; what is not listed may be told by its ending.
"""

# closed classes, numbers, fillers and the cues themselves: never a name
FUNCTION = """
a about above across actually after again against ago ah aha ahead all almost alone along already alright also
although always am among an and another any anybody anymore anyone anything anyway are aren't around as at away back
be because been before behind being below beside between both but by can can't cannot cant could couldn't d despite
did didn't didnt do does doesn't doesnt doing don't done dont down dr during each eight either eleven else enough er
erm even ever every everybody everyone everything except few fifty first five for forty four from further gonna gotta
had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself hey hi him himself his hmm
how how's however huh hundred i i'd i'll i'm i've id if ill im in inside instead into is isn't isnt it it'd it'll it's
its itself ive just kinda last lemme less let let's like ll lot lots m ma'am maam madam many maybe me mhm million mine
miss mister mm more most mr mrs ms much must mx my myself n name named names near nearly neither never nine no nobody
none nope nor not nothing now of off oh ok okay on once one ones only onto or other others our ours out outside over
own per perhaps please pls plz prof quite r rather re really right s same second seven several she she's should
shouldn't since sir six so some somebody someone something somewhere soon spell spelled spelling still such surname t
ten than thank thanks that that'd that'll that's thats the thee their theirs them themselves then there there's these
they they'd they'll they're they've thing third thirty this those though thousand three through thx till to together
too toward towards twelve twenty two ty u ugh uh uhh uhm um umm under unless unlike until up upon ur us ve very via
wanna was wasn't wasnt we we'd we'll we're we've well were weren't what what's whatever whats when where whereas
whether which while who who's whom whose why with within without won't wont would wouldn't yeah yep yes yet you you'd
you'll you're you've your youre yours yourself zero
a aca ah ahi ahora aja al algo alguien algun alguna algunas alguno algunos alla alli antes apellido apellidos aquel
aquella aquellas aquello aquellos aqui asi aun aunque ay bajo bien buen buena buenas buenos cada casi cero cinco claro
como con conmigo contigo contra cual cuales cualquier cuando cuanta cuantas cuanto cuantos cuatro cuya cuyo d de del
desde despues diez dna don dona donde dos dr dra durante e eh ehm el ellas ello ellos em en encima entonces entre era
eran eres es esa esas ese eso esos esta estaba estaban estamos estan estar estas este esto estos estoy fue fueron fui
gran ha haber habia habian hace hacen hacer hacia han has hasta hay he hemos hola hoy igual incluso ir jamas junto la
las le les lo los luego mas me mediante mejor menos mi mia mias mientras mio mios mis misma mismas mismo mismos mmm
mucha muchas mucho muchos muy nada nadie ni ningun ninguna ninguno no nombre nombres nos nosotras nosotros nuestra
nuestras nuestro nuestros nueve nunca o ocho oh ok okay okey os otra otras otro otros para pero poca pocas poco pocos
por porque primer primera primero pues que quien quienes quiza quizas se sea segun segunda segundo seis senor senora
senores senorita ser si sido siempre siete sin sino so sobre sois solamente solo somos son soy sr sra srta su sus suya
suyas suyo suyos tal tambien tampoco tan tanta tantas tanto tantos te tengo ti tiene tienen toda todas todavia todo
todos tras tres tu tus tuya tuyo u ultima ultimo un una unas uno unos usted ustedes uy va vale vamos van varias varios
vos vosotros voy y ya yo
"""

# words, places and companies that stand where a name could stand
ORDINARY = """
aaa ab able abort abroad absolutely ac acc accent accept access accident account accountant accounts acct accurate
acme activate active activities activity actual add added additional address adjust adult advance advise advisor
aeromexico affect affirmative afford afraid africa afternoon age agent ai air airbnb aires airline airlines airport
airways aisle alarm alarms alert alerts alicante allergic allot allow allowance allows alot alter alternative
alternatives amazing amazon america american amex amount android angry animals anniversary annoyed annoying annual
answer anytime anywhere apartment apologies apologize app appalled appear appears apple apples apply appreciate
appropriate approval apps apr area areas argentina arizona arrange arrival arrive arrives asap asia asian ask asked
asleep assign assist assistance assistant associate assure asterisk ate atlanta atm att attach attempt aug aunt
australia australian authorize auto automatic automobile availability average avianca avoid aware awesome awful baby
bad badge bag bags bake balance banamex bananas bank bankia banorte bar barcelona barclays based basic bathroom
battery bbva beach bear beatles beef begin believe beneficiary benefit benefits bent berlin better big bilbao billing
bills bipolar bird birth birthday bit blind block blue board bogota bolivia book booking born boss boston bot bought
box boy boyfriend brand brazil bread breast brief bring british bro broke broken brooklyn brother brownies buddy
buenos buffalo build bullshit bundle burger bus businesses busy butter button buy bye cable cables caixabank cake
calculate calendar california call caller calls calm calorie calories came canada canadian cancel cancun capital
captain car caracas card cardholder cards care careful carrefour carry cars case cases casserole cat catch categories
cats cause cell cellphone cellular center centimeters central certain change changes channels charge charger charges
chat cheap check checkbooks checks cheers cheese chennai cheque chicago chicken child children chile china chinese
chipotle chips chocolate choice choose christmas citibank city claim claro class clean clear clearly clerk click
client close closer closest clue code coffee coin colleague college colombia colorado columbus com comcast come comes
coming command company complaint complete complimentary computer concern concerns condo conf confident configure
confirm confirmation conform confused confusion congratulations connect connectivity consider consistent construction
contact contactless content continue contoso contract control controls convenient conversion convert converter cookie
cookies cool coordinates copy correct correos cost costco costs count countries country couple course cousin cover
coverage covers crap crazy cream create credit crypto cuba cup cups curious currencies currency current currently
customer customers cut cycle dad daily dallas damn darling data date dates daughter days deactivate dead deal deals
dear debit dec december decent decide decision decline decrease default define definitely delay delete delighted
deliver delivery delta denver department departure dependent deposit describe design desperate detail details
determine detroit device devices dhl diabetic diagnostic dial dice die difference different digit digits dinner direct
director disabled disappointed disconnect discount discounts discover discovery discuss disgrace disgraceful disgusted
dish dishes display dispute doctor doctors dog dogs dollar dollars domestic donuts doo door doors dot double dough
downgrade download downtown dreadful drive driver drop drops dublin dude due duplicate dutch earlier early earn earth
easier easter easy eat ebay economy ecuador edit effective efficient eggs electric electrical electricity email
employee employer encounter end endesa engine england english enjoy enroll ensure enter entire erase error escalate
etc europe euros evening event events exact exactly example excel excellent exchange exchanges excited exclusive
exhausted expect expense expenses expensive experience expire expires explain explore express extra extremely eye
facebook fact factory facts fail fair false familiar family fan fantastic far fare fargo fast faster father favorite
feature features feb february fed federal fedex fee feedback feel fees feet female fiance fiat figure file fill final
finance financial find fine finish fit fits fix fixed fl flat flexibility flight flights flip florida flour fly folks
follow food foods foot forecast foreign forever forget forgot forgotten form forms forward found frame france fraud
fraudulent free freeze freezer french frequency frequent fri friday fridge friend friends fries front frozen
frustrated fuck fucking fuel full fully fun fund funds funny furious future gallon game games garbage garden gas gave
gb georgia germany get gets gigabytes girl girlfriend give given gives glad global gluten gmail go god goes going gold
gone good goodbye goodmorning goodnight google got gotten gps grams granada grandma grandpa grapes grateful great
greek greetings grill groceries grocery guadalajara guess guest guide guys habana hai half halloween ham hand handle
happen happens happily happy harbor hard hardware hav hawaii heads health healthcare healthy hear heard hell hello
help helpful helps hesitant hesitate hidden high higher highest highway hike history hit hobbies hola hold holiday
home homeless honda honestly honey hopeful hopeless horrible hot hotel hotels hotmail hour hours house hsbc human
hungry hurt husband hyundai iberdrola iberia ice idea ideal ideas identify identity ids ihop ikea illegal illinois
immediate importance important impossible impression improve improves inches include includes income inconvenience
inconvenient incorrect increase incur india indian info inform ingredients initial initiate input insane insert
instagram install insurance interbank interest interested international internet investigate investigation iphone
ireland irish issue issues italian italy item items jacket jammed january japan japanese jazz jazztel jet jewish job
jobless joke jokes juice jul july jump jun keep keeps kentucky kenya kept key keyboard keyboards kia kids kilos kind
kindly kinds know known korea korean ladies lady land landline landlord lands language laptop large lasagna latam late
later latest laundry lawyer lax learn least leave left legal length lets level liberty life light lights liked limit
limits line link lisbon list listen literally little live loan local locate lock log login longer look looks lose loss
lost louder lovely low lower lowest loyal loyalty lucky luggage lunch lyft machine machines mad made maiden mail
mailbox main maintenance make makes malaga male mall man manage manager map mapfre march market married master
mastercard match mate math matter maximum mazda mcdonalds meal meals mean means meant meantime measures mechanic
medellin media medical meet meetings member menu mercadona merchant message messages meters method methods mexican
mexico miami michigan microsoft middle midnight might mileage milk mind minimum minute minutes missing misspelled
mistake mix mobile mode model models modem modify mom mon monday money monitor monterrey montevideo month monthly
months monzo morning mortgage mother move moved movies movistar mt multiple mum murcia music musical muslim nashville
national naturgy navigate navy nd nearby nearest necessary need needs neighbor neighbour nephew nervous netflix
network networks nevada new newly news next nice niece night nintendo nissan non nonsense noon normal north nos note
noted notice notify nov november num number numbers nurse nutritional ny nyc obtain obviously occurs oct october odd
offer offers office official often ohio oil old older oneway ongoing online ons open operator opportunity orange
oranges order orders oregon origin original otp ounces outages outback outlets outlook outrage outrageous oven overall
overseas owe owner pacific pack package packages paid pair pal paper paperless paraguay parent parental parents part
particular partner party pass passcode passengers password past pasta pathetic patience patient pause pay paycheck
payday paying paypal pensioner people pepper percent percentage perfect perfectly perform performance period periodic
perks permission persists person personal peru pesos pet pets philadelphia phoenix phone physical pick pie piece
pieces pin pissed pittsburgh pizza place places plain plan plane plans plate platinum play playlist playstation
pleasure plug plugs plus pm pnc pnr point points police policies policy policyholder polish poor pop popular pork port
portal portland portuguese positive possibly post pot potato potatoes potential pound pounds power prefer preference
preferences pregnant premium prepare present press pressure pretty prevent previous prices primary prioritize priority
probably problem problems procedure process product products profile program programs progress promotional prompt
prompts proof proper property protect protected protest prove provide provider provides pto puebla pull purchase
purchases purpose purposes put pw pwd quality quantity queries query quick quicker quiet quito quote rain raise ran
random range rate rates ratings rd reach reactivate read ready real realize reason reasons recall receipt receipts
receive receiver recent recipe recipient recognise recognize recommend record records red redeem ref refer reference
reflect refresh refund regarding regards regular reimburse relevant relief remains remember remind reminder reminders
remote remove renew renfe reno rent rental reorder repair repairs repeat replace replay reply report representative
representatives repsol request require reservation reserve reset resident resolve respectfully respond response rest
restart restaurant restaurants restore result results retired retrieve return reverse revert review reviews revolut
reward rewards rid ride ridiculous roast robot rock roll rollover rome room rooms root round roundtrip route router
rubbish rubles rules run russia russian ryanair sabadell sad safe safety said salad salary salesforce salt samsung
santander sat satisfied saturday save saved savings saw say says scam scared schedule score scotland scottish screen
search seat seats seattle seconds secure security see seem seems seen select seller send sense sent sep sept september
serious seriously serve server servers service services set settings setup sevilla sfo shall share shit shocked shoes
shop shot shots show shower shown shows shrimp shut sick side sided sides sign signal signup simple simply sincerely
single siri sister skip skype slot slots slow slower smart smartphone smooth social socket soda software solve
sometimes son song sony sorry sort sorts sound sounds soup sour source south southwest spain spanish spare speak
speaker speaking special specialist specific specify speech speed speeds spend spent spirit sports spotify sprint
square ssn st stadium staff standard star starbucks start starts state states statue status stay steak step steps
stole stolen stop store stores stranded strange street strength strive stuck student stuff stupid sub subjects submit
substitute subway successful sugar suggest sum summit sun sunday sunny super supervisor supplier support suppose sure
surely surprised sushi suspicious swap swedish sweetheart sweetie swiss switch sync system tab table tablespoons
tablet taco tag tails take taken takes talk tampa tank tap target task tasks tax taxes td teach team teams teaspoons
technical technician telcel telefonica tell telmex temperature temporary tenant term terminate terms terrible tesla
test tests texas text texts th thai thailand thanksgiving things think thought thoughts throw thru thu thursday ticket
tickets tier tijuana time timer times timezone tips tire tired tires title tmobile today todo tokyo told tomato
tomorrow tonight took top topup total totally touch tourist town toyota trace track trade traffic transcript transfer
transfers translate trash travel traveling travelling tried tries trip trouble troubleshoot true truly try tue tuesday
tune turkey turn turns tv twice type types typical typo uber uk unable unacceptable unbelievable unblock uncle
understand unemployed unfair unfortunately unhappy union unknown unlock unsure unsync unusual update updates upgrade
upgrades ups upset urgent uruguay usa usaa usage usd use used useful useless user username uses using usps usual
usually utilities vaccines valid value variety various vegan vegetarian vehicle vendor venezuela verify verizon
version video view virtual visa visit visitor vodafone voice voicemail volume vueling wait waiting wales walk wallet
walmart wand want wants warm warmly warranty wash wat watch water way ways weather web website websites wed wednesday
week weekdays weekend weeks weird welcome welsh wen went western whatsapp whenever whisper whole wife wild win window
windows wine wings wish withdraw withdrawal withdrawals withdrawl withdrawn withdrew wonder wonderful word words work
works world worried worry worth wow write wrong xbox xfinity ya yahoo yamaha year years yen yesterday yoigo york zara
zaragoza zendesk zip zipcode zone zoo zoom
abogada abogadas abogado abono abril abrir abuela abuelo acaba acabo aceite activar activo actualizar acuerdo adelante
ademas adios administracion administrador administradora adulta adulto afectado agencia agente agosto agradezco agua
ahorro aleman alemana alta alto alumna alumno ama amable amas americana americano amiga amigo ano anoche anos anterior
anular aparato aparece aparecio apartamento apenas aplicacion argentino arreglar asegurada asegurado asesor asesora
asistente asunto atencion atentamente atento ateo autista autonoma autonomo averia averias aviso ayer ayuda ayudar
ayudarle ayudo baja bajar bancario banco barato barbaridad base basta bastante bienvenida bienvenido billete boleto
broma buscar busco cabeza caja calidad calle cambiar cambio cancelado cancelar cansada cansado cantidad capaz carga
carta casa casada casado caso catalan celiaca celiaco cena centro cerca chica chico chilena chileno ciega ciego ciento
cierto cita ciudad ciudadana ciudadano clave clienta cliente clientes cobra cobrado cobran cobrar cobraron cobro
cobros coche codigo colega colombiana colombiano comercial comida companera companero compania compra comprador
comprar compre comprobar comunicarme comunidad condiciones conductor confirmar confirmo conozco consciente consulta
consultar consulto consumidor contabilidad contar contenta contento contesta contestador contesto contrasena contratar
contrato cordial cordiales cordialmente correcta correcto correo cosa cosas credito creo cubana cubano cuenta cuentas
cuenteme cuesta cuidador cuidadora culpa cunada cunado cuota da dado dame dar datos debe deben debo decir decirle deja
dejar dejo demasiado dentro departamento derecho desastre descuento desea deseo desesperada desesperado devolucion
devolver dia diabetica diabetico dias dicen dicho diciembre dificil diga digame digo dime dinero dios dire direccion
directora disculpa disculpe distinto doctora documento domicilio duda dudas duena dueno ecuatoriana ecuatoriano edad
ejecutiva ejecutivo ejemplo emergencia empieza empleada empleado empleo empresa encantada encantado encargada
encargado enero enfadada enfadado enferma enfermera enfermero enfermo entiendo entra entrar entrega entro enviar envie
envio equipo escribir escribo escuche escucho espanol espanola espanoles espera esperaba esperando esperar esperare
espereme espero esposa esposo estado estafa estudiante estupendo estuve euro exactamente exacto excelente existe
extranjera extranjero facil factura facturacion facturas falta familia fatal favor febrero fecha felices feliz
fenomenal fibra fidelizacion fijo firma forma foto fuera funciona funcionan funcionario gane garantia gaste gasto
genial gente gerente gestion gestor gestora gracias grande grave gravisimo guapa guapo gustaria gusto habla hablar
hablarle hablo hago harta harto heredera heredero hermana hermano hice hija hijo hijos hogar hombre hora horario horas
huesped iba identidad igualmente importante importe imposible impuesto inaceptable increible indignada indignado
indiqueme informacion ingles inglesa inquilina inquilino instalacion interesa interesada interesado interesante
intolerable invalida invitado italiana italiano jefa jefe joven jubilada jubilado jueves junio kilo lado lamento
lastima lejos lento letra libre libres libro linea lista listo listos llama llamaba llamada llamado llamar llamarle
llame llamo llega llegar llego lleva llevo lunes madre madrileno maestra maestro mal mala malo mama mami manana mande
mando manera mano mantenimiento maquina maravilloso marca marido martes marzo mascota mayo mayor mayores mayorista
medica medico medio mejores menor mensaje mentira mes mesa meses mexicana mexicano miembro miercoles mil minusvalido
minuto minutos mira mire moda modelo molesta molesto momento moneda motivo movil muchacha muchacho mujer mundo musica
necesita necesitar necesito negocio nino ninos noche noches nota noticia novia noviembre novio nuera nueva nuevas
nuevo nuevos numero obra octubre ocurre oferta oficial oficina oi oiga oigo olvide operador operadora orden origen oye
paciente pacientes padre padres pagado pagar pagina pago pagos pais palabra papa papel paquete parada parado parece
pareja parte pasa pasado pasajera pasajero pasar pase paso pedi pedido pedidos pelicula pendiente pension pensionista
perdi perdida perdido perdon perdona perdone perfecta perfectamente perfecto permiso permita permitame permite persona
personas peruana peruano pesado peso pide pido pienso piso plazo plazos poder podria pongo portabilidad portugues
portuguesa posible posiblemente precio prefiere prefiero pregunta preguntar preguntarle preocupada preocupado
presidente prima primo principio prisa problema problemas proceso producto productos profesional profesor profesora
pronto propia propietaria propietario propio provincia proximo prueba publico pueblo puede pueden puedo puerta punto
puse quedo queja quejas queria querias quiere quiero quise quisiera rapido rato razon recepcion recibi recibido recibo
reclamacion reclamar recobros recuerdo recursos reembolso referencia repartidor repartidora reserva residente respecto
responsable respuesta resto resulta retraso ridiculo robada robado robo ropa sabado sabe saber sabes sabia sale salgo
salio salir salud saludo saludos segura seguro seguros semana semanas senal sencillo sentido separada separado
septiembre serio servicio servicios servidor sesion siento sigo sigue siguen siguiente silencio sistema sitio
situacion sobrina sobrino socia socio socios sola solicitar solicito soltera soltero soporte sorda sordo sorpresa
subir suegra suegro suelo suerte supervisora supuesto taller tarde tardes tarifa tarjeta tecnica tecnico telefono tema
temporada tenia termina terminacion termine tia tiempo tienda tio tipo titular trabajador trabajadora trabajar trabajo
traer tramite transferencia transporte trata tratar tren tuve ubicacion ultimamente unica unico urgencia urgente usar
uso usuaria usuario utilizar valor vaya veces vecina vecino vegana vegano vegetariana vegetariano vendedor vendedora
completa completo completas completos
venezolana venezolano vengo venir venta ventas veo ver veras verdad vergonzoso verguenza verificar verifico vez viaje
victima vida vieja viejo viernes vino vista visto viuda viudo vivienda vivo vuelo vuelve yerno zapatos zona
"""

# names that are ordinary words or places as well: the case or a neighbour decides
BOTH = """
alba alexa alma amber amparo angel angeles april art ash asuncion august aurora austin autumn baker ball banks barbara
barrios bell berry best bill bishop black blanca blanco bond bonnie bravo brook brown bueno bush butler caballero
calvo campos cano carol carpenter carrasco carter casas cash castillo chad chance charity charlotte chase christian
cole concepcion conde constancia consuelo cook cooper cordero cordoba corona cortes costa cross cruz crystal daisy
dakota dan dawn day dean delgado destiny dolores domingo drew earl ella esperanza faith fisher florence flores ford
foster fox frances francia franco frank freeman fuentes gallego gardner gene german gill ginger grace gracia grant
graves gray green guadalupe guerra guerrero guy hall hart herrero hill hope houston hunt hunter imperio iris israel
ivory ivy jackson jan jay jesus jordan joy julio june king knight lane leal leon lily lima lincoln london long love
luna luz madison madrid major mar marin mark marshall mason mata max may mercedes mercy milagros miles miller mills
misty montero montes mora moreno moya navarro nieto nieves nina norma olivares olive oliver orlando page palacios
paris park parks parra pastor pat paz pearl pena penny perla pilar pino ponce porter potter prado price prince pura
purificacion ramos ray redondo reed regina reina remedios rey reyes rice rich rico rincon rob rocio rosa rosales
rosario rose ruby rush rusty salas sandy santana santiago santos savannah sean sharp shepherd short sierra silva sky
small snow socorro sol soledad soler stone sue summer swan sydney taylor toledo torres trinidad turner underwood
valencia valle vega vera verdugo victoria villa viola violet violeta virginia wade walker ward washington weaver west
wheeler white will willow winters wise wood woods young
"""

FUNCTION_WORDS = frozenset(FUNCTION.split())
ORDINARY_WORDS = frozenset(ORDINARY.split())
NAMES_AND_WORDS = frozenset(BOTH.split())
