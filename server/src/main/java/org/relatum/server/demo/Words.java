package org.relatum.server.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tea merchant's world is made of: tables to draw from, no rules. */
final class Words {

    private Words() {}

    /** Days count from the beginning of the two years. */
    record Product(
            String sku,
            String name,
            String category,
            String price,
            int fromDay,
            @Nullable Integer untilDay) {}

    static final List<Product> PRODUCTS = List.of(
            new Product("TEA-SENCHA", "Sencha Kagoshima, 100 g", "green tea", "14.50", 0, null),
            new Product("TEA-GYOKURO", "Gyokuro Yame, 50 g", "green tea", "26.00", 0, null),
            new Product("TEA-LONGJING", "Longjing, Hangzhou 龙井, 50 g", "green tea", "22.40", 0, null),
            new Product("TEA-ASSAM", "Assam second flush, 100 g", "black tea", "9.80", 0, null),
            new Product("TEA-DARJEELING", "Darjeeling first flush, 100 g", "black tea", "17.90", 0, null),
            new Product("TEA-KEEMUN", "Keemun 祁门红茶, 100 g", "black tea", "13.20", 0, null),
            new Product("TEA-BREAKFAST", "English breakfast, 250 g", "black tea", "11.90", 0, null),
            new Product("TEA-OOLONG", "Tieguanyin oolong 铁观音, 100 g", "oolong", "18.40", 0, null),
            new Product("TEA-PUERH", "Pu'er cake 2019 普洱, 357 g", "oolong", "48.00", 0, null),
            new Product("TEA-ICED", "Cold-brew pyramid bags, 20", "oolong", "8.40", 240, null),
            new Product("HERB-MINT", "Nana mint, 50 g", "herbal", "5.20", 0, null),
            new Product("HERB-CHAMOMILE", "Chamomile flowers, 50 g", "herbal", "5.90", 0, null),
            new Product("HERB-ROOIBOS", "Rooibos vanilla, 100 g", "herbal", "7.40", 0, 600),
            new Product("POT-IRON", "Cast-iron pot, 0.8 l", "teaware", "64.00", 0, null),
            new Product("POT-GLASS", "Glass pot with strainer, 1.2 l", "teaware", "32.90", 0, null),
            new Product("POT-YIXING", "Yixing clay pot 紫砂壶", "teaware", "89.00", 0, null),
            new Product("CUP-PAIR", "Pair of porcelain cups", "teaware", "21.00", 0, null),
            new Product("KETTLE", "Kettle with thermostat", "teaware", "74.50", 120, null),
            new Product("GIFT-TRIO", "Gift box, three teas", "gifts", "39.00", 0, null),
            new Product("GIFT-ADVENT", "Advent calendar, 24 teas", "gifts", "46.00", 0, null),
            new Product("FOOD-BISCUIT", "Almond biscuits, 180 g", "food", "6.75", 0, null),
            new Product("FOOD-HONEY", "Acacia honey, 250 g", "food", "9.40", 0, null));

    /** Where customers come from, and what they are called there. */
    record Place(String country, String language, String[] first, String[] last, String[] cities) {}

    static final List<Place> PLACES = List.of(
            new Place(
                    "GB",
                    "en",
                    words("Alice Ben Charlotte Daniel Emma Finley Grace Henry Isla Jack Katie Liam Megan Noah Olivia"
                            + " Ruth"),
                    words("Ashworth Barker Clarke Dawson Ellison Fletcher Hughes Knight Lawson Marsh Norris Palmer"
                            + " Reid Shaw"),
                    words("London Bristol Leeds Bath York")),
            new Place(
                    "US",
                    "en",
                    words("Aaron Brooke Caleb Dana Ethan Faith Gabriel Hannah Ian Julia Kevin Laura Marcus Nicole"
                            + " Owen Rachel"),
                    words("Adams Bennett Carter Diaz Evans Foster Garcia Hayes Kim Lopez Morgan Nguyen Parker Rivera"
                            + " Turner"),
                    words("Boston Portland Denver Chicago Austin")),
            new Place(
                    "DE",
                    "de",
                    words("Anna Bernd Clara Dirk Elif Felix Greta Hannes Ines Jonas Katrin Lukas Mira Nils Paula Timo"),
                    words("Albrecht Baumann Demir Eberle Fischer Gruber Hartmann Keller Lang Neumann Richter Vogel"
                            + " Wagner"),
                    words("Berlin Hamburg Bremen Leipzig Freiburg")),
            new Place(
                    "CH",
                    "de",
                    words("Andrea Beat Corinne Daniela Fabio Heidi Kilian Lea Marco Nadja Reto Simone Urs Vera"),
                    words("Ammann Brunner Frei Gerber Huber Meier Moser Odermatt Suter Wyss Zbinden"),
                    words("Zürich Bern Basel Luzern Winterthur")),
            new Place(
                    "FR",
                    "fr",
                    words("Amélie Bruno Camille Didier Élise Fabien Hélène Julien Léa Mathieu Noémie Pascal Sophie"
                            + " Théo"),
                    words("Bernard Chevalier Dubois Fournier Garnier Lambert Marchand Moreau Petit Roussel Simon"),
                    words("Lyon Nantes Strasbourg Lille Bordeaux")),
            new Place(
                    "CN",
                    "zh",
                    words("美玲 伟 芳 建国 丽华 志强 小雨 子涵 晓明 雪梅"),
                    words("王 李 张 刘 陈 杨 黄 赵 周 吴"),
                    words("上海 杭州 深圳 北京 成都")));

    /** Kinds of organisations: how each is called with a family name, and its segment. */
    record Firm(String pattern, String industry, String segment) {}

    static final List<Firm> FIRMS = List.of(
            new Firm("Café %s", "gastronomy", "hospitality"),
            new Firm("Hotel %s", "hotels", "hospitality"),
            new Firm("%s Bistro", "gastronomy", "hospitality"),
            new Firm("%s & Partners", "legal services", "office"),
            new Firm("Studio %s", "design", "office"),
            new Firm("%s Clinic", "health", "office"),
            new Firm("%s Yoga", "sports", "office"));

    static final String[] OCCUPATIONS = {
        "Teacher",
        "Nurse",
        "Engineer",
        "Architect",
        "Journalist",
        "Carpenter",
        "Student",
        "Pharmacist",
        "Cook",
        "Translator",
        "Musician",
        "Retired"
    };
    static final String[] CAMPAIGNS = {"spring-tasting", "friends-of-tea", "winter-box", "first-flush"};
    static final String[] ORIGINS = {"web", "store", "social", "app", "email"};

    /** Key of a department, its name, and the key of the one it is part of. */
    static final String[][] DEPARTMENTS = {
        {"leaf-and-kettle", "Leaf & Kettle"},
        {"sales", "Shop and key accounts", "leaf-and-kettle"},
        {"service", "Customer service", "leaf-and-kettle"},
        {"care", "Customer care and marketing", "leaf-and-kettle"}
    };

    /** A member of staff; days count from the beginning, and one that is negative joins before it. */
    record Member(
            String key,
            String name,
            String role,
            String department,
            int fromDay,
            @Nullable Integer untilDay) {}

    static final List<Member> STAFF = List.of(
            new Member("m.meier", "Maria Meier", "head of sales", "sales", -3, null),
            new Member("s.kaya", "Selin Kaya", "account manager", "sales", -3, null),
            new Member("t.novak", "Tomas Novak", "account manager", "sales", -3, 520),
            new Member("l.chen", "Chen Li 陈丽", "account manager, Asia", "sales", -3, null),
            new Member("d.owen", "Dilys Owen", "head of service", "service", -3, null),
            new Member("j.frei", "Jana Frei", "service agent", "service", -3, null),
            new Member("a.rossi", "Aldo Rossi", "service agent", "service", -3, null),
            new Member("n.adeyemi", "Ngozi Adeyemi", "service agent", "service", 330, null),
            new Member("p.laurent", "Pauline Laurent", "customer care", "care", -3, null));

    static final String[] ACCOUNT_MANAGERS = {"m.meier", "s.kaya", "t.novak"};
    static final String LEAVES = "t.novak";
    static final String SUCCESSOR = "s.kaya";
    static final String FOR_ASIA = "l.chen";
    static final String SERVICE_HEAD = "d.owen";
    static final String[] AGENTS = {"j.frei", "a.rossi", "d.owen"};

    static final String[][] TRAININGS = {
        {"j.frei", "Complaint handling", "8"},
        {"a.rossi", "Complaint handling", "8"},
        {"s.kaya", "Cupping and tasting", "12"},
        {"p.laurent", "Writing to customers", "6"}
    };

    /** Key, language, title, body. */
    static final String[][] ARTICLES = {
        {
            "article-delivery",
            "en",
            "Where is my parcel?",
            "Look the parcel up by its order. After four working days without a scan, send the goods again and tell the"
                    + " customer the new number."
        },
        {
            "article-quality",
            "en",
            "Tea that tastes flat",
            "Ask for the number on the bottom of the tin. Batches older than a year are replaced without asking for the"
                    + " old one."
        },
        {
            "article-billing",
            "en",
            "Invoice with a wrong address",
            "Correct the profile, cancel the invoice, send a new one."
        },
        {"article-water", "zh", "泡绿茶的水温", "绿茶宜用七十到八十度的水，冲泡一到两分钟。水太热会苦。"}
    };

    /** What a case is about, and how it ends. */
    record Case(
            String kind,
            String category,
            String severity,
            String text,
            String answer,
            String resolution,
            String cause,
            @Nullable String article) {}

    static final List<Case> COMPLAINTS = List.of(
            new Case(
                    "COMPLAINT",
                    "delivery",
                    "NORMAL",
                    "The parcel has been on its way for nine days.",
                    "I am asking the carrier and will call you today.",
                    "Sent again by express.",
                    "transport",
                    "article-delivery"),
            new Case(
                    "COMPLAINT",
                    "delivery",
                    "HIGH",
                    "The pot arrived in pieces, and it was a birthday present.",
                    "I am so sorry. A new one leaves today.",
                    "A new pot by courier.",
                    "transport",
                    null),
            new Case(
                    "COMPLAINT",
                    "quality",
                    "NORMAL",
                    "The sencha tastes of nothing at all this time.",
                    "Could you tell me the number on the bottom of the tin?",
                    "Replaced from a fresh batch.",
                    "supplier",
                    "article-quality"),
            new Case(
                    "COMPLAINT",
                    "billing",
                    "LOW",
                    "You charged the shipping twice.",
                    "You are right, I am having it corrected.",
                    "Shipping refunded.",
                    "system",
                    "article-billing"),
            new Case(
                    "COMPLAINT",
                    "service",
                    "HIGH",
                    "Nobody has answered my last two mails.",
                    "That should not have happened. I am looking after it myself.",
                    "Called, apologised, order corrected.",
                    "people",
                    null),
            new Case(
                    "PRODUCT_DEFECT",
                    "quality",
                    "CRITICAL",
                    "The kettle switches on by itself.",
                    "Please unplug it at once; we collect it tomorrow.",
                    "Collected and replaced; batch withdrawn.",
                    "production",
                    null));

    static final List<Case> REQUESTS = List.of(
            new Case(
                    "ENQUIRY",
                    "information",
                    "LOW",
                    "Is the gyokuro decaffeinated?",
                    "It isn't, but chamomile and mint have none.",
                    "Answered.",
                    "other",
                    null),
            new Case(
                    "SERVICE_REQUEST",
                    "account",
                    "LOW",
                    "Please change our delivery address from next month.",
                    "With pleasure.",
                    "Address changed.",
                    "customer",
                    null),
            new Case("ENQUIRY", "information", "LOW", "绿茶应该用多热的水？", "七十到八十度最好。", "已回复。", "other", "article-water"),
            new Case(
                    "ON_SITE_SUPPORT",
                    "service",
                    "NORMAL",
                    "Our staff would like to be shown how to brew oolong.",
                    "We would come on Thursday.",
                    "An afternoon with the team.",
                    "other",
                    null));

    static final String[] RETURN_REASONS = {
        "Arrived broken", "Not to my taste", "Ordered twice", "A present they had already"
    };

    /** Topic and text of what is talked about. */
    static final String[][] TALKS = {
        {"advice", "Asked which teas have little caffeine."},
        {"delivery", "Asked where the parcel is."},
        {"order", "Wanted to add a tin to an order."},
        {"product", "Asked when the first flush arrives."},
        {"enquiry", "Asked for the opening hours before Christmas."},
        {"feedback", "Told how well the tasting had gone."},
        {"payment", "Asked whether invoices can be monthly."}
    };

    static final String[][] TALKS_ZH = {
        {"product", "询问新茶什么时候到货。"},
        {"order", "想在订单里加一盒铁观音。"},
        {"feedback", "说上次的龙井非常香。"}
    };
    static final String[] GLAD = {
        "Everything as it should be.",
        "The best Darjeeling in years.",
        "Fast, friendly, well wrapped.",
        "Always good advice."
    };
    static final String[] SORRY = {
        "It took three weeks.",
        "Nobody feels responsible.",
        "Prices go up and the tins get smaller.",
        "I had to ask four times."
    };
    static final String[] GLAD_ZH = {"茶很香，送得也快。", "服务很周到，会再来。"};
    static final String[] SORRY_ZH = {"等了三个星期才到。", "没有人回复我的邮件。"};

    /** Kind, source and text of a need, and how it is met. */
    static final String[][] NEEDS = {
        {"BASIC", "STATED", "Delivery on Monday mornings, before opening", "A fixed route since"},
        {"DEEP", "OBSERVATION", "A house blend that guests can't buy elsewhere", "Blended and named after the house"},
        {"LATENT", "ANALYSIS", "Staff who can explain the tea list", "Two trainings in their rooms"},
        {"BASIC", "SURVEY", "Smaller tins to try", "Sampler of ten"},
        {"LATENT", "COMPLAINT", "Somebody to choose presents with", "A personal list before Christmas"}
    };

    static final String[] PROMISES = {
        "Send samples of the new harvest",
        "Work out a yearly price",
        "Call back about the tasting",
        "Lend a samovar for the party",
        "Send the organic certificates"
    };

    /** What is said at the beginning of a quarter about its figures to come. */
    static final String[] REVIEWS = {
        "One agent is ill until the end of the month; expect slower answers.",
        "The new carrier starts. If parcels are late, it isn't customer service.",
        "Everybody has been to the training on complaints.",
        "We promise less and keep more of it."
    };

    /** Cause and note of a risk that somebody sees. */
    static final String[][] RISKS = {
        {"COMPETITOR", "Has an offer from a wholesaler, 12 % below ours"},
        {"CHANGED_NEED", "Closes the lounge and may only need half"},
        {"SERVICE", "Still angry about the deliveries in winter"},
        {"MARKET", "Fewer guests since the road works"}
    };

    static String[] words(String spaced) {
        return spaced.split(" ");
    }
}
